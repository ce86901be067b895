import { REFUSAL_REASONS } from '../dispatch/refusal-reason.js';
import { NEUTRAL_SENTENCE } from './neutral-sentence.js';

it('tells a caller nothing of what is inside', () => {
  const { text, type } = NEUTRAL_SENTENCE;
  expect(type).toBe('say');
  const inside = ['dialplane', 'workflow', 'number', 'account', 'config', 'organization', 'signature', 'webhook'];
  const causes = ['database', 'error', 'fail', 'unknown', 'inactive', 'provider', 'server', 'http'];
  for (const word of [...inside, ...causes, ...REFUSAL_REASONS]) expect(text.toLowerCase()).not.toContain(word);
  expect(text).toMatch(/^[A-Za-z ,.]+$/);
});
