import fc from 'fast-check';
import type { UrlFacts } from './url-spellings.js';
import { MOST_SPELLINGS, urlSpellings } from './url-spellings.js';

const TARGET = '/api/v1/telephony/inbound/twilio';

function facts(fields: Partial<UrlFacts> = {}): UrlFacts {
  return {
    publicBaseUrl: 'https://calls.example.com',
    formerBaseUrls: [],
    seenUrl: null,
    headers: {},
    port: 8080,
    target: TARGET,
    knownPaths: ['/api/v1/telephony/inbound/fallback', '/api/v1/telephony/twilio/events'],
    ...fields,
  };
}

const urlsOf = (fields: Partial<UrlFacts>): string[] => urlSpellings(facts(fields)).map(({ text }) => text);

const find = (fields: Partial<UrlFacts>, url: string) => urlSpellings(facts(fields)).find(({ text }) => text === url);

describe('urlSpellings', () => {
  it('begins with the expected one', () => {
    expect(urlSpellings(facts())[0]).toEqual({
      text: `https://calls.example.com${TARGET}`,
      target: TARGET,
      base: 'https://calls.example.com',
      changes: [],
    });
  });

  it.each<[what: string, url: string, fields: Partial<UrlFacts>, words: string[]]>([
    ['the other scheme', `http://calls.example.com${TARGET}`, {}, ['http instead of https']],
    ['the default port', `https://calls.example.com:443${TARGET}`, {}, ['port 443']],
    ['the port of the process', `https://calls.example.com:8080${TARGET}`, {}, ['port 8080']],
    ['no port', `https://calls.example.com${TARGET}`, { publicBaseUrl: 'https://calls.example.com:8443' }, ['no port']],
    [
      'the port that the Host header has',
      `https://calls.example.com:9443${TARGET}`,
      { headers: { host: 'calls.example.com:9443' } },
      ['port 9443'],
    ],
    [
      'the port that a proxy tells',
      `https://calls.example.com:7443${TARGET}`,
      { headers: { 'x-forwarded-port': '7443' } },
      ['port 7443'],
    ],
    [
      'the Host header',
      `https://voice.example.com${TARGET}`,
      { headers: { host: 'voice.example.com' } },
      ['host voice.example.com'],
    ],
    [
      'X-Forwarded-Host',
      `https://a.example.com${TARGET}`,
      { headers: { 'x-forwarded-host': 'a.example.com, b.example.com' } },
      ['host a.example.com'],
    ],
    [
      'Forwarded, with the other scheme',
      `http://a.example.com:81${TARGET}`,
      { headers: { forwarded: 'for=1.2.3.4;host="a.example.com:81";proto=http' } },
      ['host a.example.com', 'http instead of https'],
    ],
    [
      'a former base URL',
      `https://old.example.com/x${TARGET}`,
      { formerBaseUrls: ['https://old.example.com/x', 'https://calls.example.com'] },
      ['the former https://old.example.com/x'],
    ],
    [
      'without the path of the base URL',
      `https://calls.example.com${TARGET}`,
      { publicBaseUrl: 'https://calls.example.com/dial' },
      ['without the path /dial'],
    ],
    [
      'below a path that a proxy tells',
      `https://calls.example.com/dial${TARGET}`,
      { headers: { 'x-forwarded-prefix': '/dial/' } },
      ['below the path /dial'],
    ],
    ['a slash more', `https://calls.example.com${TARGET}/`, {}, ['a slash at the end of the path']],
    [
      'a slash less',
      `https://calls.example.com${TARGET}`,
      { target: `${TARGET}/` },
      ['no slash at the end of the path'],
    ],
    [
      'another of our paths',
      'https://calls.example.com/api/v1/telephony/inbound/fallback',
      {},
      ['the path /api/v1/telephony/inbound/fallback'],
    ],
    [
      'the path that a proxy says it had',
      'https://calls.example.com/voice',
      { headers: { 'x-original-uri': '/voice?a=1' } },
      ['the path /voice'],
    ],
    [
      'two differences',
      `http://calls.example.com${TARGET}/`,
      {},
      ['http instead of https', 'a slash at the end of the path'],
    ],
    [
      'where somebody has seen it',
      `https://seen.example.com${TARGET}`,
      { seenUrl: `https://seen.example.com${TARGET}?secret=1` },
      ['host seen.example.com'],
    ],
    [
      'any base URL when none is set',
      `https://voice.example.com${TARGET}`,
      { publicBaseUrl: null, headers: { host: 'voice.example.com' } },
      ['host voice.example.com'],
    ],
  ])('has %s', (_what, url, fields, words) => {
    expect(find(fields, url)?.changes.map((change) => change.words)).toEqual(words);
  });

  it.each([
    ['no query', 'b=2&a=1', ''],
    ['sorted parameters', 'b=2&a=1&c=3&d=4', '?a=1&b=2&c=3&d=4'],
    ['any order of three', 'a=1&b=2&c=3', '?b=2&c=3&a=1'],
    ['%20 for +', 'a=x+y', '?a=x%20y'],
    ['+ for %20', 'a=x%20y', '?a=x+y'],
    ['capitals', 'a=%2b1', '?a=%2B1'],
    ['small letters', 'a=%2B1', '?a=%2b1'],
    ['decoded', 'a=%2B1', '?a=+1'],
    ['encoded', 'to=sip:a@b', '?to=sip%3Aa%40b'],
    ['encoded as a form', "a=it's%20so~", '?a=it%27s+so%7E'],
  ])('has the query with %s', (_what, query, expected) => {
    expect(urlsOf({ target: `${TARGET}?${query}` })).toContain(`https://calls.example.com${TARGET}${expected}`);
  });

  it('tells nothing of what is in a query', () => {
    const spellings = urlSpellings(facts({ target: `${TARGET}?To=%2B14155550100&x=hidden` }));
    expect(JSON.stringify(spellings.map(({ changes }) => changes))).not.toMatch(/4155550100|hidden/);
  });

  it('are few, different from each other and never more than three changes away, whatever the headers', () => {
    const header = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.domain(),
      fc.array(fc.domain()).map((all) => all.join()),
    );
    const headers = fc.dictionary(
      fc.constantFrom(
        'host',
        'x-forwarded-host',
        'forwarded',
        'x-forwarded-port',
        'x-forwarded-prefix',
        'x-original-url',
      ),
      header,
    );
    fc.assert(
      fc.property(
        headers,
        fc.webUrl({ withQueryParameters: true }),
        fc.array(fc.webUrl(), { maxLength: 20 }),
        fc.option(fc.webUrl(), { nil: null }),
        (sent, target, formerBaseUrls, publicBaseUrl) => {
          const path = target.replace(/^https?:\/\/[^/?]*/, '').replace(/^(?!\/)/, '/');
          const spellings = urlSpellings(facts({ headers: sent, target: path, formerBaseUrls, publicBaseUrl }));
          expect(spellings.length).toBeLessThanOrEqual(MOST_SPELLINGS);
          expect(new Set(spellings.map(({ text }) => text)).size).toBe(spellings.length);
          for (const { text, base, target: rest, changes } of spellings) {
            expect(text).toBe(base + rest);
            expect(changes.length).toBeLessThanOrEqual(3);
          }
        },
      ),
    );
  });
});
