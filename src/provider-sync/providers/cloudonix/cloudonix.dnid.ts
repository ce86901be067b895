import type { CanonicalAddress } from '../../../common/address/canonical-address.js';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import { CLOUDONIX } from './cloudonix.metadata.js';
import type { CloudonixDnid } from './cloudonix.resources.js';

/** A regular expression for one text: anchored or bare, in parentheses or not, everything special escaped. */
const ONE_TEXT = /^(?:\^\((.+)\)\$|\^(.+)\$|(.+))$/;
const SPECIAL = /[.*+?[\](){}|^$\\]/;
const SEPARATORS = /[ \-.()]/g;

/** Shorter digits are an extension. */
const SHORTEST_NUMBER = 7;

/** The text that a regular expression matches alone, or null when it matches more. A leading plus need not be escaped. */
function textOf(expression: string): string | null {
  const [, inParentheses, anchored, bare] = ONE_TEXT.exec(expression) ?? [];
  const body = inParentheses ?? anchored ?? bare ?? '';
  // An escaped letter or digit is a class of characters or a reference.
  const special = body.replace(/\\[^A-Za-z0-9]/g, '').replace(/^\+/, '');
  return body === '' || SPECIAL.test(special) ? null : body.replace(/\\(.)/g, '$1');
}

/** Whether the flags say that the source is compared as it stands. */
function isLiteral({ prefix, expression, asteriskCompatible }: CloudonixDnid): boolean {
  return !prefix && !expression && !asteriskCompatible;
}

/** The destination that a DNID matches, or null for a pattern. */
export function destinationOf(dnid: CloudonixDnid): string | null {
  const source = dnid.source?.trim() ?? '';
  if (isLiteral(dnid) && source !== '') return source;
  return dnid.prefix ? null : textOf(dnid.dnid?.trim() ?? '');
}

function read(text: string): CanonicalAddress | null {
  const result = parseTelephonyAddress(text, { acceptedTypes: CLOUDONIX.capabilities.addressTypes });
  return result.ok ? result.canonical : null;
}

/** The digits of a number, which is the same with and without the plus and separators; null for any other text. */
function digitsOf(text: string): string | null {
  const dialled = text.replace(SEPARATORS, '').replace(/^\+/, '');
  return /^\d+$/.test(dialled) ? dialled : null;
}

/** The address of a DNID in canonical form; digits alone are a number when they are one with a plus. */
export function addressOf(dnid: CloudonixDnid): CanonicalAddress | null {
  const destination = destinationOf(dnid);
  if (destination === null) return null;
  const digits = digitsOf(destination);
  return (digits !== null && digits.length >= SHORTEST_NUMBER ? read(`+${digits}`) : null) ?? read(destination);
}

/** Whether a DNID is for an address. Digits are compared as they are, because a domain can have thousands of them. */
function isFor(dnid: CloudonixDnid, address: string): boolean {
  const destination = destinationOf(dnid);
  if (destination === null) return false;
  if (destination === address) return true;
  const digits = digitsOf(destination);
  return digits !== null && address.startsWith('+') ? digits === digitsOf(address) : addressOf(dnid) === address;
}

/** Whether the DNID is written exactly like the address. */
function isExact(dnid: CloudonixDnid, address: string): boolean {
  return destinationOf(dnid) === address;
}

/** The DNIDs for an address, the one that is written exactly so first. */
export function dnidsFor<T extends CloudonixDnid>(dnids: readonly T[], address: string): T[] {
  const found = dnids.filter((dnid) => isFor(dnid, address));
  return found.sort((one, other) => Number(isExact(other, address)) - Number(isExact(one, address)));
}

/** Of every address the DNID that {@link dnidsFor} puts first. */
export function dnidsByAddress<T extends CloudonixDnid>(dnids: readonly T[]): Map<CanonicalAddress, T> {
  const found = new Map<CanonicalAddress, T>();
  for (const dnid of dnids) {
    const address = addressOf(dnid);
    if (address === null) continue;
    const first = found.get(address);
    if (!first || (isExact(dnid, address) && !isExact(first, address))) found.set(address, dnid);
  }
  return found;
}
