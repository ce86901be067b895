import type { SayAction } from '../../provider-sync/contract/inbound/call-action.js';

/** What a caller hears who cannot be put through, whatever the cause. Names nothing of us. */
export const NEUTRAL_SENTENCE: SayAction = {
  type: 'say',
  text: 'We are sorry, your call cannot be taken at the moment. Please try again later.',
  language: 'en-US',
};
