import type { CallState } from '../../contract/inbound/inbound-event.js';
import type { AriEvent } from './ari.event.js';

/** The causes of ITU-T Q.850 that end a call without its having been answered, as Asterisk hands them on. */
const UNANSWERED: Readonly<Record<number, CallState>> = {
  0: 'canceled',
  16: 'canceled',
  17: 'busy',
  18: 'no_answer',
  19: 'no_answer',
};

/** What became of a call whose channel was destroyed. */
export function finalState({ channel, cause }: AriEvent): CallState {
  if (channel.state === 'Up') return 'completed';
  return UNANSWERED[cause ?? 0] ?? 'failed';
}

/** Whole seconds between two times in milliseconds; null when one is not known. */
export function secondsBetween(from: number, to: number): number | null {
  const seconds = Math.round((to - from) / 1_000);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
