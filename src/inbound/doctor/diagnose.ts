import { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import type { SignatureFault } from '../../provider-sync/contract/inbound/verification.js';
import type { Diagnosis, PassedWith } from './diagnosis.js';
import {
  adviceOnAccount,
  adviceOnClock,
  adviceOnKey,
  adviceOnNoSecret,
  adviceOnNothing,
  adviceOnReading,
  adviceOnRequest,
  adviceOnUrl,
  VALID,
  wordsOf,
} from './diagnosis-messages.js';
import type { DoctorCase } from './doctor-case.js';
import { requestVariants } from './request-variants.js';
import type { Attempt } from './signature-search.js';
import { SignatureSearch } from './signature-search.js';
import type { SuspectKey } from './suspect-key.js';
import { unwrapped } from './suspect-key.js';
import type { UrlSpelling } from './url-spellings.js';
import { urlSpellings } from './url-spellings.js';

/** So many keys of other configurations are tried with so many of the likeliest URLs. */
const RESPELLED_OTHERS = 20;
const SPELLINGS_OF_OTHERS = 12;

const MINUTE_MS = 60_000;

/** Smaller than twice the window of any scheme, then whole hours, as a wrong time zone makes them. */
const CLOCK_STEPS_MS: readonly number[] = [
  ...Array.from({ length: 13 }, (_, index) => (index + 1) * 9 * MINUTE_MS),
  ...Array.from({ length: 24 }, (_, index) => (index + 1) * 60 * MINUTE_MS),
].flatMap((step) => [-step, step]);

const AS_EXPECTED = wordsOf([]);

type Advice = Pick<Diagnosis, 'setting' | 'message' | 'passedWith'>;

/**
 * Finds out why a request is refused. Bounded: some hundreds of verifications at most, in slices. The answer holds
 * neither a secret nor anything that one could sign with, and it makes no request acceptable.
 */
export async function diagnose(subject: DoctorCase): Promise<Diagnosis> {
  if (subject.accepted.length === 0)
    return { ...adviceOnNoSecret(subject), verdict: 'not_ours', fault: 'signature_wrong', passedWith: null };
  const search = new SignatureSearch(subject);
  const { passing, fault } = search.asItIs();
  if (passing !== null) return diagnosisOfSigned(subject, passing);
  const found = await adviceFor(fault, subject, search);
  if (found !== null) return { verdict: 'fixable', fault, ...found };
  const message = adviceOnNothing(subject, fault);
  return { verdict: 'not_ours', fault, setting: null, message, passedWith: null };
}

function diagnosisOfSigned(subject: DoctorCase, passing: SuspectKey): Diagnosis {
  const passedWith = passedAs(passing, AS_EXPECTED);
  const advice = adviceOnReading(subject);
  if (advice !== null) return { verdict: 'fixable', fault: null, ...advice, passedWith };
  return { verdict: 'valid', fault: null, setting: null, message: VALID, passedWith };
}

async function adviceFor(fault: SignatureFault, subject: DoctorCase, search: SignatureSearch): Promise<Advice | null> {
  switch (fault) {
    case 'signature_missing':
    case 'signature_malformed':
      return null;
    case 'signature_expired': {
      const aheadMs = await search.aheadMs(CLOCK_STEPS_MS);
      return { ...adviceOnClock(aheadMs, subject.receivedAt, subject.displayName), passedWith: null };
    }
    case 'signature_foreign':
      return (await byKey(subject, search)) ?? { ...adviceOnAccount(subject.displayName), passedWith: null };
    case 'signature_wrong':
      return (await byKey(subject, search)) ?? (await byContent(subject, search));
  }
}

async function byContent(subject: DoctorCase, search: SignatureSearch): Promise<Advice | null> {
  const spellings = subject.strategy.signsUrl ? spellingsOf(subject) : [];
  return (
    (await byUrl(subject, search, spellings)) ??
    (await byRequest(subject, search)) ??
    (await byUrlOfOthers(subject, search, spellings.slice(0, SPELLINGS_OF_OTHERS)))
  );
}

async function byKey(subject: DoctorCase, search: SignatureSearch): Promise<Advice | null> {
  const suspects = [...unwrapped(subject.accepted), ...subject.others];
  const { request, expectedUrl: url } = subject;
  const found = await search.first(suspects.map((suspect) => ({ request, suspect, url, means: null })));
  return found && { ...adviceOnKey(found.suspect, subject), passedWith: passedAs(found.suspect, AS_EXPECTED) };
}

async function byUrl(
  subject: DoctorCase,
  search: SignatureSearch,
  spellings: readonly UrlSpelling[],
): Promise<Advice | null> {
  const found = await search.first(attempts(subject, spellings, subject.accepted));
  return (
    found && { ...adviceOnUrl(found.means, subject), passedWith: passedAs(found.suspect, wordsOf(found.means.changes)) }
  );
}

async function byRequest(subject: DoctorCase, search: SignatureSearch): Promise<Advice | null> {
  const { request, expectedUrl: url, accepted, displayName } = subject;
  const variants = requestVariants(request).flatMap((means) =>
    accepted.map((suspect) => ({ request: means.request, suspect, url, means })),
  );
  const found = await search.first(variants);
  if (found === null) return null;
  const { words, isOfBody } = found.means;
  return { ...adviceOnRequest(words, isOfBody, displayName), passedWith: passedAs(found.suspect, words) };
}

/** Both the secret and the URL are others; the secret is the first thing to repair. */
async function byUrlOfOthers(
  subject: DoctorCase,
  search: SignatureSearch,
  spellings: readonly UrlSpelling[],
): Promise<Advice | null> {
  const suspects = [...unwrapped(subject.accepted), ...subject.others.slice(0, RESPELLED_OTHERS)];
  const found = await search.first(attempts(subject, spellings, suspects));
  return (
    found && {
      ...adviceOnKey(found.suspect, subject),
      passedWith: passedAs(found.suspect, wordsOf(found.means.changes)),
    }
  );
}

function spellingsOf({ urls, request }: DoctorCase): UrlSpelling[] {
  return urlSpellings({ ...urls, target: request.target, headers: request.headers });
}

/** A query that was changed on the way is changed for the strategy too, which may read it from the request. */
function* attempts(
  { request }: DoctorCase,
  spellings: readonly UrlSpelling[],
  suspects: readonly SuspectKey[],
): Generator<Attempt<UrlSpelling>> {
  for (const means of spellings) {
    const respelled = new InboundRequest(request.method, means.target, request.headers, request.rawBody);
    for (const suspect of suspects) yield { request: respelled, suspect, url: means.text, means };
  }
}

function passedAs({ secret, configurationId }: SuspectKey, url: string): PassedWith {
  return { url, secret, configurationId };
}
