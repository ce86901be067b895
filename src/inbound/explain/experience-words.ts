import { maskUserinfo } from '../../common/secrets/mask-userinfo.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';
import { NEUTRAL_SENTENCE } from '../answering/neutral-sentence.js';
import type { Decision } from '../dispatch/decide.js';

/** What the caller of a call experiences that was decided on. */
export function experienceOf(decision: Decision): string {
  if (decision.outcome === 'refused') return `The caller hears "${NEUTRAL_SENTENCE.text}", and the call ends.`;
  const { target, fallbackTarget } = decision.workflow;
  const first = capitalised(wordsOf(target));
  if (fallbackTarget === null) return `${first}.`;
  return `${first}. If that fails, ${wordsOf(fallbackTarget)}.`;
}

/** What the caller experiences whose carrier is refused, because it speaks of an account that is not known. */
export const DENIED_EXPERIENCE =
  'The webhook is refused with 403, so the caller hears what the carrier does without an answer, such as an error message or a busy tone.';

function wordsOf(target: AnyTarget): string {
  switch (target.type) {
    case 'stream':
      return `the caller talks to the voice agent at ${shown(target.url)}`;
    case 'webhook':
      return `the endpoint ${shown(target.url)} is asked, and the caller experiences what it answers`;
    case 'dial':
      return `the call is forwarded to ${target.to}`;
    case 'say':
      return `the caller hears "${target.text}", and the call ends`;
  }
}

/** Queries of such URLs are where keys are put. */
function shown(url: string): string {
  return maskUserinfo(url).replace(/[?#].*$/s, '');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
