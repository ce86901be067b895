import fc from 'fast-check';
import { entryOf } from './entry-of.js';

const BASE = '/api/v1/telephony';

describe('the entry of a request', () => {
  it.each([
    [`${BASE}/inbound/run`, { provider: null, purpose: 'answer' }],
    [`${BASE}/inbound/fallback`, { provider: null, purpose: 'fallback' }],
    [`${BASE}/inbound/twilio`, { provider: 'twilio', purpose: 'answer' }],
    [`${BASE}/inbound/a_2`, { provider: 'a_2', purpose: 'answer' }],
    [`${BASE}/twilio/events`, { provider: 'twilio', purpose: 'status' }],
    // No provider can have these names; see the shape of metadata.
    [`${BASE}/inbound/events`, { provider: 'events', purpose: 'answer' }],
  ])('is found in %s', (path, entry) => {
    expect(entryOf(path)).toEqual(entry);
  });

  it.each([
    '/',
    '',
    '*',
    BASE,
    `${BASE}/`,
    `${BASE}/inbound`,
    `${BASE}/inbound/`,
    `${BASE}/inbound/twilio/`,
    `${BASE}/inbound//twilio`,
    `${BASE}//inbound/twilio`,
    `/${BASE}/inbound/twilio`,
    `${BASE}/inbound/./twilio`,
    `${BASE}/inbound/../twilio/events`,
    `${BASE}/inbound/%74wilio`,
    `${BASE}/inbound%2ftwilio`,
    `${BASE}/inbound/twilio%00`,
    `${BASE}/inbound/Twilio`,
    `${BASE}/INBOUND/twilio`,
    '/API/v1/telephony/inbound/twilio',
    `${BASE}/inbound/twilio;x=1`,
    `${BASE}/inbound/twilio#`,
    `${BASE}/inbound/twilio\n`,
    `${BASE}/inbound/twilio/events`,
    `${BASE}/twilio/events/`,
    `${BASE}/twilio/event`,
    `${BASE}/__proto__/events`,
    `${BASE}/inbound/__proto__`,
    `${BASE}/inbound/${'a'.repeat(33)}`,
    `http://calls.example.com${BASE}/inbound/twilio`,
  ])('is none for %s', (path) => {
    expect(entryOf(path)).toBeNull();
  });

  it('names a provider only as the path spells it, whatever the path', () => {
    const piece = fc.constantFrom(
      '/',
      '..',
      '%2e',
      '%2f',
      'inbound',
      'events',
      'run',
      'twilio',
      'api',
      'v1',
      '\\',
      ' ',
    );
    const rest = fc.oneof(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.string(),
    );
    const isExact = fc.property(rest, (text) => {
      const path = `${BASE}/${text}`;
      const entry = entryOf(path);
      if (entry === null) return;
      const spellings =
        entry.provider === null
          ? [`${BASE}/inbound/${entry.purpose === 'fallback' ? 'fallback' : 'run'}`]
          : [`${BASE}/inbound/${entry.provider}`, `${BASE}/${entry.provider}/events`];
      expect(spellings).toContain(path);
    });
    fc.assert(isExact, { numRuns: 500 });
  });
});
