import type { SigningKey } from '../../provider-sync/contract/inbound/verification.js';
import type { PassedWith } from './diagnosis.js';

/** A key that may have signed a request. */
export interface SuspectKey {
  key: SigningKey;
  secret: PassedWith['secret'];
  /** Whose it is. */
  configurationId: number;
  /** What its owner has called it. */
  configurationName: string;
}

/** The secret without what copying adds: white space and quotation marks around it. */
export function withoutWrapping(secret: string): string {
  const trimmed = secret.trim();
  return /^(["'`])(.*)\1$/s.exec(trimmed)?.[2]?.trim() ?? trimmed;
}

/** Keys whose secret has something around it, without that. */
export function unwrapped(keys: readonly SuspectKey[]): SuspectKey[] {
  return keys.flatMap((suspect) => {
    const secret = withoutWrapping(suspect.key.secret);
    if (secret === '' || secret === suspect.key.secret) return [];
    return [{ ...suspect, secret: 'primary_trimmed' as const, key: { ...suspect.key, secret } }];
  });
}
