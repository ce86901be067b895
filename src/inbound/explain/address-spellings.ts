/** What a called address may have been registered as. */
export interface AddressSpellings {
  /** Whole addresses in canonical form. */
  exact: readonly string[];
  /** The last digits, as many as {@link SUFFIX_DIGITS}; null when there are fewer. */
  suffix: string | null;
}

/** A subscriber's number in most plans: without it, two numbers have nothing in common. The index is made for it. */
export const SUFFIX_DIGITS = 7;

const SIP_URI = /^sips?:([^@;?]+)@([^;?]+)/i;
/** Written before a number that is dialled abroad. */
const INTERNATIONAL_PREFIX = /^(00|011)/;

/**
 * @param to as the carrier sends it
 * @param canonical of it; null when it cannot be read
 */
export function addressSpellings(to: string, canonical: string | null): AddressSpellings {
  const [, user, host] = SIP_URI.exec(to.trim()) ?? [];
  const name = user ?? to.trim();
  const digits = name.replaceAll(/\D/g, '');
  const exact = [
    ...(canonical === null ? [] : [canonical]),
    to.trim(),
    name,
    name.toLowerCase(),
    ...(digits === '' ? [] : [`+${digits}`, digits, `+${digits.replace(INTERNATIONAL_PREFIX, '')}`]),
    ...sipSpellings(name, host),
  ];
  const isNumber = /^[+\d\s().-]+$/.test(name) && digits.length >= SUFFIX_DIGITS;
  return { exact: [...new Set(exact)], suffix: isNumber ? digits.slice(-SUFFIX_DIGITS) : null };
}

function sipSpellings(user: string, host: string | undefined): string[] {
  if (host === undefined) return [];
  const hosts = [host.toLowerCase(), host.toLowerCase().replace(/:\d+$/, '')];
  return hosts.flatMap((name) => [`sip:${user}@${name}`, `sips:${user}@${name}`]);
}

/** How many digits two addresses have in common at their end. */
export function commonDigits(a: string, b: string): number {
  const [left, right] = [a.replaceAll(/\D/g, ''), b.replaceAll(/\D/g, '')];
  let count = 0;
  while (count < Math.min(left.length, right.length) && left.at(-1 - count) === right.at(-1 - count)) count += 1;
  return count;
}
