/** Validated credentials of one account: plain values, passed as an argument, never kept by a strategy. */
export type ProviderCredentials = Readonly<Record<string, string | boolean | null | undefined>>;

/** A required text credential; validation has made sure that it is there. */
export function credential(credentials: ProviderCredentials, name: string): string {
  const value = credentials[name];
  if (typeof value !== 'string' || value === '') throw new Error(`Credential "${name}" is missing after validation`);
  return value;
}
