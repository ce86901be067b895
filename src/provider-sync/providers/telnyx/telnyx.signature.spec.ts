import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import Telnyx from 'telnyx';
import { newTelnyxSigningKey, telnyxSignature } from '../../../../test/support/carriers/telnyx-signing-keys.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { Verification } from '../../contract/inbound/verification.js';
import { TelnyxInboundWebhookStrategy } from './telnyx.inbound-webhook.strategy.js';

const URL = 'https://dialplane.example/api/v1/telephony/inbound/telnyx';
const KEY = newTelnyxSigningKey();
const NOW_S = 1_750_000_000;
const NOW = NOW_S * 1_000 + 999;
const BODY = '{"data":{"record_type":"event"}}';

const strategy = new TelnyxInboundWebhookStrategy();

type Headers = Record<string, string | string[]>;

function headersFor(body = BODY, timestamp = String(NOW_S), key = KEY): Record<string, string> {
  return { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': telnyxSignature(key, timestamp, body) };
}

function verified(headers: Headers, body: string | Buffer = BODY, secret = KEY, now = NOW): Verification {
  const request = new InboundRequest('POST', '/api/v1/telephony/inbound/telnyx', headers, Buffer.from(body));
  return strategy.verify(request, { secret, credentials: {} }, URL, now);
}

it('takes what the account has signed, whatever the URL', () => {
  expect(verified(headersFor())).toEqual({ isValid: true, nonces: [] });
  expect(strategy.signsUrl).toBe(false);
});

it('takes a key without its padding', () => {
  expect(verified(headersFor(), BODY, KEY.replace('=', ''))).toMatchObject({ isValid: true });
});

it('checks the bytes as they came, also those that are no UTF-8', () => {
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  // The signer takes a text, whose bytes would be others.
  expect(verified(headersFor(bytes.toString('utf8')), bytes)).toMatchObject({ fault: 'signature_wrong' });
});

const good = headersFor();
const without = (name: string): Headers => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
const withSignature = (signature: string | string[]): Headers => ({ ...good, 'telnyx-signature-ed25519': signature });
const signature = String(good['telnyx-signature-ed25519']);

it.each<[string, Headers, string]>([
  ['no signature', without('telnyx-signature-ed25519'), 'signature_missing'],
  ['an empty signature', withSignature(''), 'signature_missing'],
  ['no timestamp', without('telnyx-timestamp'), 'signature_missing'],
  ['neither', {}, 'signature_missing'],
  ['a signature in hex', withSignature(Buffer.from(signature, 'base64').toString('hex')), 'signature_malformed'],
  ['a signature without padding', withSignature(signature.replace('==', '')), 'signature_malformed'],
  ['a short signature', withSignature(randomBytes(63).toString('base64')), 'signature_malformed'],
  ['two signatures', withSignature([signature, signature]), 'signature_malformed'],
  ['a signature with something behind it', withSignature(`${signature} `), 'signature_malformed'],
  ['a timestamp with a fraction', { ...good, 'telnyx-timestamp': `${NOW_S}.0` }, 'signature_malformed'],
  ['a negative timestamp', { ...good, 'telnyx-timestamp': `-${NOW_S}` }, 'signature_malformed'],
  ['a timestamp beyond all numbers', headersFor(BODY, '9'.repeat(30)), 'signature_malformed'],
  ['another timestamp', { ...good, 'telnyx-timestamp': String(NOW_S + 1) }, 'signature_wrong'],
  ['another key', headersFor(BODY, String(NOW_S), newTelnyxSigningKey()), 'signature_wrong'],
  ['another body', headersFor(`${BODY} `), 'signature_wrong'],
  ['zeros', withSignature(Buffer.alloc(64).toString('base64')), 'signature_wrong'],
  ['more than the group has', withSignature(Buffer.alloc(64, 0xff).toString('base64')), 'signature_wrong'],
])('refuses %s', (_, headers, fault) => {
  expect(verified(headers)).toEqual({ isValid: false, fault });
});

it.each([
  [0, true],
  [300, true],
  [301, false],
  [-300, true],
  [-301, false],
])('a signature that is %i seconds old: %s', (seconds, isValid) => {
  const result = verified(headersFor(BODY, String(NOW_S - seconds)));
  expect(result).toEqual(isValid ? { isValid: true, nonces: [] } : { isValid: false, fault: 'signature_expired' });
});

it('does not tell a wrong signature that it is old as well', () => {
  expect(verified(headersFor('{}', String(NOW_S - 900)))).toMatchObject({ fault: 'signature_wrong' });
});

it('takes nothing for keys that are none, and does not throw', () => {
  const text = fc.oneof(fc.string({ maxLength: 80 }), fc.base64String({ maxLength: 80 }));
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((key) => Buffer.from(key).toString('base64'));
  fc.assert(
    fc.property(fc.oneof(text, bytes), (secret) => {
      expect(verified(headersFor(), BODY, secret)).toEqual({ isValid: false, fault: 'signature_wrong' });
    }),
    { numRuns: 500 },
  );
});

describe('the decoy', () => {
  it('verifies nothing', () => {
    const { secret } = strategy.decoy;
    expect(secret).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(verified(headersFor(), BODY, secret)).toMatchObject({ fault: 'signature_wrong' });
    // The signer of the tests makes a key of its own from a text that it does not know.
    expect(verified(headersFor(BODY, String(NOW_S), secret), BODY, secret)).toMatchObject({ fault: 'signature_wrong' });
  });

  it('is another one in every process', () => {
    expect(new TelnyxInboundWebhookStrategy().decoy.secret).not.toBe(strategy.decoy.secret);
  });

  it('costs what a real key costs, signed or not', () => {
    const requests: [Headers, string][] = [
      [good, KEY],
      [headersFor('{}'), KEY],
      [{}, KEY],
      [good, strategy.decoy.secret],
      [{}, strategy.decoy.secret],
      [good, 'no key at all'],
    ];
    const costs = requests.map(() => [] as number[]);
    for (let round = 0; round < 300; round += 1) {
      requests.forEach(([headers, secret], index) => {
        const startedAt = performance.now();
        verified(headers, BODY, secret);
        costs[index]?.push(performance.now() - startedAt);
      });
    }
    const medians = costs.map((times) => times.sort((a, b) => a - b)[150] ?? 0);
    expect(Math.max(...medians)).toBeLessThan(2 * Math.min(...medians));
  });
});

describe('the SDK of Telnyx agrees', () => {
  const sdk = new Telnyx({ apiKey: 'KEY-unused' });
  const isValidForSdk = async (body: string, headers: Record<string, string>, key: string): Promise<boolean> => {
    try {
      await sdk.webhooks.unwrap(body, { headers, key });
      return true;
    } catch {
      return false;
    }
  };
  const keys = [KEY, newTelnyxSigningKey(), newTelnyxSigningKey()];
  const aKey = fc.constantFrom(...keys);
  const aBody = fc.json().map((text) => text.replaceAll('__proto__', 'proto'));
  const offset = fc.oneof(fc.integer({ min: -290, max: 290 }), fc.integer({ min: -1_000, max: 1_000 }));

  it('on everything that is signed, with the right key or another, in time or not', async () => {
    let accepted = 0;
    const property = fc.asyncProperty(aBody, aKey, aKey, offset, async (body, signer, key, seconds) => {
      fc.pre(Math.abs(Math.abs(seconds) - 300) > 2);
      const headers = headersFor(body, String(Math.floor(Date.now() / 1_000) + seconds), signer);
      const ours = verified(headers, body, key, Date.now()).isValid;
      expect(ours).toBe(await isValidForSdk(body, headers, key));
      expect(ours).toBe(signer === key && Math.abs(seconds) < 300);
      accepted += ours ? 1 : 0;
    });
    await fc.assert(property, { numRuns: 2_000 });
    expect(accepted).toBeGreaterThan(200);
  });

  /** Changes one character somewhere, cuts or adds. */
  const mutation = fc.record({
    where: fc.constantFrom('body', 'signature', 'timestamp', 'key'),
    at: fc.nat(200),
    how: fc.constantFrom('replace', 'remove', 'insert'),
    char: fc.oneof(
      fc.constantFrom(' ', '=', '+', '0', '\n', 'é'),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
    ),
  });
  const mutated = (text: string, { at, how, char }: { at: number; how: string; char: string }): string => {
    const place = at % (text.length + 1);
    const kept = how === 'insert' ? text.slice(place) : text.slice(place + 1);
    return text.slice(0, place) + (how === 'remove' ? '' : char) + kept;
  };

  it('on what was changed after it was signed', async () => {
    const property = fc.asyncProperty(aBody, mutation, async (body, change) => {
      const headers = headersFor(body, String(Math.floor(Date.now() / 1_000)));
      const sent = {
        body: change.where === 'body' ? mutated(body, change) : body,
        signature: String(headers['telnyx-signature-ed25519']),
        timestamp: String(headers['telnyx-timestamp']),
        key: change.where === 'key' ? mutated(KEY, change) : KEY,
      };
      if (change.where === 'signature') sent.signature = mutated(sent.signature, change);
      if (change.where === 'timestamp') sent.timestamp = mutated(sent.timestamp, change);
      // An unpadded key is no key for the SDK, and one for us.
      fc.pre(change.where !== 'key' || sent.key.length % 4 === 0);
      const wire = { 'telnyx-signature-ed25519': sent.signature, 'telnyx-timestamp': sent.timestamp };
      const ours = verified(wire, sent.body, sent.key, Date.now()).isValid;
      // The SDK reads the body as JSON after it has checked it, and throws for both.
      expect(ours).toBe(isJson(sent.body) ? await isValidForSdk(sent.body, wire, sent.key) : false);
    });
    await fc.assert(property, { numRuns: 3_000 });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
