import type { OrganizationId } from '../../auth/organization-id.js';

/** Something that keeps the calls of a configuration from being answered. */
export interface InboundWarning {
  code: string;
  configurationId: number;
  /** What is wrong and what to do. */
  detail: string;
}

/** What has gone wrong with inbound calls; lives on the floor above. */
export abstract class InboundWarnings {
  /** Of all configurations of the organization, lately. */
  abstract of(organizationId: OrganizationId): Promise<InboundWarning[]>;
}
