/** What a key may do: read, write, administer the organization's keys and overrides, create organizations. */
export const SCOPES = ['read', 'write', 'admin', 'instance'] as const;

export type Scope = (typeof SCOPES)[number];

/** The scopes of a new organization's first key. */
export const ORGANIZATION_SCOPES: readonly Scope[] = ['read', 'write', 'admin'];
