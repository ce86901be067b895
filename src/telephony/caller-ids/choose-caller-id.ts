import { areaPrefixOf } from '../../common/address/area-prefix.js';
import type { CalledNumber, CallerId, CallerIdCandidate, CallerIdReason } from './caller-id.js';
import { CALLER_ID_REASONS } from './caller-id.js';

/** The number with the best reason to be shown; of several, the one that begins most like the called number. */
export function chooseCallerId(candidates: readonly CallerIdCandidate[], called: CalledNumber): CallerId | null {
  const [best] = candidates
    .map((candidate) => ({ candidate, reason: reasonFor(candidate, called) }))
    .sort((a, b) => compare(a, b, called.address));
  return best ?? null;
}

function reasonFor(candidate: CallerIdCandidate, { address, isPstn, country }: CalledNumber): CallerIdReason {
  if (candidate.is_default_caller_id) return 'explicit_default';
  if (!isPstn || country === null || candidate.country_code !== country) return 'first_active';
  const area = areaPrefixOf(address, country);
  return area !== null && candidate.address.startsWith(area) ? 'same_area' : 'same_country';
}

function compare(a: CallerId, b: CallerId, called: string): number {
  const isNearer = b.reason === 'same_area' || b.reason === 'same_country';
  return (
    CALLER_ID_REASONS.indexOf(a.reason) - CALLER_ID_REASONS.indexOf(b.reason) ||
    (isNearer ? commonLength(b.candidate.address, called) - commonLength(a.candidate.address, called) : 0) ||
    a.candidate.configuration_id - b.candidate.configuration_id ||
    a.candidate.id - b.candidate.id
  );
}

/** How many characters two addresses begin with alike. */
function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
