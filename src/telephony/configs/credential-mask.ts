import type { FieldError } from '../../common/errors/problem-details.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { FormField } from '../../provider-sync/contract/form-field.js';

const MASK = '****';
const SHOWN_CHARACTERS = 4;
const LONGEST_FULLY_HIDDEN = 8;

/** `****` and the last four characters of a long value; only `****` of a short one. */
export function maskOf(value: string): string {
  return value.length > LONGEST_FULLY_HIDDEN ? `${MASK}${value.slice(-SHOWN_CHARACTERS)}` : MASK;
}

/** The credentials as they may be shown. */
export function maskCredentials(fields: readonly FormField[], credentials: ProviderCredentials): ProviderCredentials {
  return Object.fromEntries(
    fields.map(({ name, sensitive }) => {
      const value = credentials[name] ?? null;
      return [name, sensitive && typeof value === 'string' ? maskOf(value) : value];
    }),
  );
}

/**
 * Lays submitted fields over the stored ones: absent keeps, null removes, the current mask keeps.
 * @throws DomainError `masked_value_stale` for a value that looks like a mask and is not the current one
 */
export function mergeCredentials(
  fields: readonly FormField[],
  stored: ProviderCredentials,
  submitted: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const sensitive = new Set(fields.filter((field) => field.sensitive).map((field) => field.name));
  const stale: FieldError[] = [];
  const merged: Record<string, unknown> = { ...stored };
  for (const [name, value] of Object.entries(submitted)) {
    const current = stored[name];
    if (sensitive.has(name) && typeof value === 'string' && value.includes(MASK)) {
      if (typeof current !== 'string' || value !== maskOf(current)) {
        stale.push({
          pointer: `/config/${name}`,
          code: 'masked_value_stale',
          detail: `${name} looks like a mask, but not like the mask of the stored value`,
        });
      }
      continue;
    }
    merged[name] = value;
  }
  if (stale.length > 0) {
    const detail =
      'A masked value was sent that is not the mask of what is stored now. Read the configuration again, or send the real value.';
    throw new DomainError('masked_value_stale', detail, { errors: stale });
  }
  return merged;
}
