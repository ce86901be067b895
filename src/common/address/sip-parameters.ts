import { type RefusedAddress, refuse } from './address-result.js';

// RFC 3261 §25.1 `paramchar`.
const TOKEN = /^(?:[A-Za-z0-9_.!~*'()[\]/:&+$-]|%[0-9A-Fa-f]{2})+$/;

/**
 * The parameters of a SIP URI as `;name=value…`, sorted by name: names in lower case, values as written, except for
 * `transport`, which is compared without regard to case everywhere. No name may come twice (RFC 3261 §19.1.1).
 */
export function canonicalSipParameters(parameters: readonly string[]): string | RefusedAddress {
  const values = new Map<string, string | null>();
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    const name = (equals === -1 ? parameter : parameter.slice(0, equals)).toLowerCase();
    const value = equals === -1 ? null : parameter.slice(equals + 1);
    if (!TOKEN.test(name) || (value !== null && !TOKEN.test(value))) {
      return refuse(
        'address_not_valid',
        'The SIP URI has a parameter that is not ;name or ;name=value; correct or remove it.',
      );
    }
    if (values.has(name)) {
      return refuse('address_not_valid', 'The SIP URI has a parameter twice; keep one.');
    }
    values.set(name, name === 'transport' ? (value?.toLowerCase() ?? null) : value);
  }
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === null ? `;${name}` : `;${name}=${value}`))
    .join('');
}
