import type { OrganizationId } from './organization-id.js';
import type { Scope } from './scope.js';

/** Who asks: what the API key of a request says. */
export interface Principal {
  organizationId: OrganizationId;
  apiKeyId: number;
  scopes: readonly Scope[];
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by the API key guard on every route that is not public. */
    principal?: Principal;
  }
}
