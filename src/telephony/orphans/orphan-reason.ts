/** Why something was left behind, by the code that was recorded. */
const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['account_changed', 'Its configuration was moved to another account while it still pointed here.'],
  ['application_changed', 'Its configuration was moved to another application while it still pointed here.'],
  ['remove_failed', 'Its configuration was deleted, and the carrier did not remove the application.'],
  ['detach_failed', 'It was deleted here, and the carrier did not let go of it.'],
  ['provider_unauthorized', 'It was deleted here while the carrier refused the credentials.'],
  ['provider_rate_limited', 'It was deleted here while the carrier was limiting requests.'],
  ['provider_refused', 'It was deleted here, and the carrier refused to set it back.'],
  ['provider_unreachable', 'It was deleted here while the carrier could not be reached.'],
  ['provider_invalid_response', 'It was deleted here while the carrier answered something unreadable.'],
  ['write_not_effective', 'It was deleted here; the carrier accepted the change, but did not show it.'],
  ['application_busy', 'It was deleted here while its application was being changed for other numbers.'],
]);

/** A sentence for a person. */
export function sentenceOf(reason: string): string {
  return SENTENCES.get(reason) ?? 'It was deleted here while it could not be set back at the carrier.';
}
