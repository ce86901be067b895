/** Bodies to start from, one per kind of target. */
export const WORKFLOW_EXAMPLES = {
  stream: {
    summary: 'A voice agent over a media stream',
    value: {
      name: 'Support agent',
      target: { type: 'stream', url: 'wss://agent.example.com/media', parameters: { language: 'en' } },
      fallback_target: { type: 'dial', to: '+14155550100' },
    },
  },
  webhook: {
    summary: 'An application that answers in the carrier’s markup',
    value: { name: 'Phone menu', target: { type: 'webhook', url: 'https://app.example.com/voice' } },
  },
  dial: { summary: 'Forward to a person', value: { name: 'Front desk', target: { type: 'dial', to: '+14155550100' } } },
  say: {
    summary: 'Speak and hang up',
    value: {
      name: 'Closed',
      target: { type: 'say', text: 'We are closed. Please call again tomorrow.', language: 'en-US' },
    },
  },
};
