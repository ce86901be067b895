import type { Brand } from '../common/types/brand.js';

/** The tenant of a request. It comes from the API key only; every tenant query demands it. */
export type OrganizationId = Brand<number, 'OrganizationId'>;
