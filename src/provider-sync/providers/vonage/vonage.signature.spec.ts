import { createHash, randomUUID } from 'node:crypto';
import { verifySignature } from '@vonage/jwt';
import fc from 'fast-check';
import { signVonageJwt, vonageClaims } from '../../../../test/support/carriers/vonage-webhook-signer.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { SigningKey, Verification } from '../../contract/inbound/verification.js';
import { verifyWebhookSignature } from './vonage.signature.js';

const APPLICATION = 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab';
const SECRET = 'a signature secret';
const KEY: SigningKey = { secret: SECRET, credentials: { api_key: 'a1b2c3d', application_id: APPLICATION } };
const NOW = Date.now();
const SECONDS = Math.floor(NOW / 1000);
const BODY = '{"from":"442079460000","to":"447700900000","uuid":"aaaa","conversation_uuid":"CON-aaaa"}';
const TARGET = '/api/v1/telephony/inbound/vonage';

interface Sent {
  token?: string | undefined;
  body?: string | Buffer;
  method?: 'GET' | 'POST';
  target?: string;
}

function request({ token, body = BODY, method = 'POST', target = TARGET }: Sent): InboundRequest {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new InboundRequest(method, target, headers, Buffer.from(body));
}

function claims(payload: string | Buffer = BODY): Record<string, unknown> {
  return vonageClaims({ apiKey: 'a1b2c3d', applicationId: APPLICATION, payload, signedAt: NOW });
}

function verify(sent: Sent, key = KEY): Verification {
  return verifyWebhookSignature(request(sent), key, NOW);
}

function faultOf(sent: Sent, key = KEY): string {
  const verification = verify(sent, key);
  return verification.isValid ? 'valid' : verification.fault;
}

it('accepts what Vonage signs, once', () => {
  const jti = randomUUID();
  const token = signVonageJwt({ ...claims(), jti }, SECRET);
  expect(verifySignature(token, SECRET)).toBe(true);
  expect(verify({ token })).toEqual({ isValid: true, nonces: [jti] });
});

it('reads the header as HTTP has it', () => {
  const token = signVonageJwt(claims(), SECRET);
  const asked = (authorization: string): Verification =>
    verifyWebhookSignature(new InboundRequest('POST', TARGET, { authorization }, Buffer.from(BODY)), KEY, NOW);
  expect(asked(`bearer ${token}`).isValid).toBe(true);
  expect(asked(`Bearer  ${token}`).isValid).toBe(true);
  for (const refused of [`Basic ${token}`, token, `Bearer ${token} ${token}`, `Bearer${token}`, 'Bearer ', '']) {
    expect(asked(refused)).toEqual({ isValid: false, fault: 'signature_missing' });
  }
});

describe('what is signed', () => {
  it('is the very bytes of the body', () => {
    const token = signVonageJwt(claims(), SECRET);
    for (const body of ['', `${BODY} `, BODY.replace('442079460000', '442079460001'), BODY.replaceAll(',', ', ')]) {
      expect(faultOf({ token, body })).toBe('signature_wrong');
    }
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x00, 0x7d]);
    expect(verify({ token: signVonageJwt(claims(bytes), SECRET), body: bytes }).isValid).toBe(true);
    expect(faultOf({ token: signVonageJwt(claims(bytes), SECRET), body: bytes.toString('utf8') })).toBe(
      'signature_wrong',
    );
  });

  it('is an object of the parameters of a GET', () => {
    const payload = '{"to":"447700900000","from":"442079460000","uuid":"a b","SipHeader_X-Name":"Zoë","empty":""}';
    const query = 'to=447700900000&from=442079460000&uuid=a+b&SipHeader_X-Name=Zo%C3%AB&empty=';
    const token = signVonageJwt(claims(payload), SECRET);
    const get = (text: string): string => faultOf({ token, method: 'GET', target: `${TARGET}?${text}`, body: '' });
    expect(get(query)).toBe('valid');
    expect(get(query.replace('a+b', 'a%20b'))).toBe('valid');
    expect(get(query.replace('442079460000', '442079460001'))).toBe('signature_wrong');
    expect(get(`${query}&to=1`)).toBe('signature_wrong');
    expect(get(query.split('&').reverse().join('&'))).toBe('signature_wrong');
  });

  it('is so whatever the parameters', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 10 }).map((text) => `n${text}`);
    const parameters = fc.dictionary(name, fc.string({ unit: 'grapheme', maxLength: 20 }), { noNullPrototype: true });
    fc.assert(
      fc.property(parameters, (fields) => {
        const target = `${TARGET}?${new URLSearchParams(fields).toString()}`;
        const token = signVonageJwt(claims(JSON.stringify(fields)), SECRET);
        expect(faultOf({ token, method: 'GET', target, body: '' })).toBe('valid');
        expect(faultOf({ token, method: 'GET', target: `${target}&more=`, body: '' })).toBe('signature_wrong');
        expect(faultOf({ token, target, body: '' })).toBe('signature_wrong');
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not left out', () => {
    const { payload_hash: hash, ...rest } = claims();
    const named = String(hash);
    expect(faultOf({ token: signVonageJwt(rest, SECRET) })).toBe('signature_wrong');
    expect(faultOf({ token: signVonageJwt({ claims: claims() }, SECRET) })).toBe('signature_wrong');
    for (const other of ['', null, [named], { hash: named }, named.toUpperCase(), named.slice(1), 0]) {
      expect(faultOf({ token: signVonageJwt({ ...rest, payload_hash: other }, SECRET) })).toBe('signature_wrong');
    }
  });
});

describe('faults', () => {
  const token = signVonageJwt(claims(), SECRET);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const withClaims = (changes: object): string =>
    faultOf({ token: signVonageJwt({ ...claims(), ...changes }, SECRET) });

  it('no token at all', () => {
    expect(faultOf({})).toBe('signature_missing');
  });

  it.each([
    ['no JWT', 'abc'],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${token}.${signature}`],
    ['an empty signature', `${header}.${payload}.`],
    ['padding', `${token}=`],
    ['the other base64', `${header}.${payload}.${signature.slice(1)}+`],
    ['claims that are no JSON', `${header}.bm8.${signature}`],
    ['claims that are a list', signVonageJwt([claims()], SECRET)],
    ['claims that are null', signVonageJwt(null, SECRET)],
    ['a header that is a list', signVonageJwt(claims(), SECRET, ['HS256'])],
    ['no algorithm', signVonageJwt(claims(), SECRET, { typ: 'JWT' })],
    ['a list of algorithms', signVonageJwt(claims(), SECRET, { alg: ['HS256'] })],
    ['algorithm none', `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`],
    ['algorithm none, signed', signVonageJwt(claims(), SECRET, { alg: 'none' })],
    ['algorithm RS256, signed with the secret as HS256', signVonageJwt(claims(), SECRET, { alg: 'RS256' })],
    ['algorithm hs256', signVonageJwt(claims(), SECRET, { alg: 'hs256' })],
    [
      'an extension that must be understood',
      signVonageJwt(claims(), SECRET, { alg: 'HS256', crit: ['b64'], b64: false }),
    ],
  ])('%s', (_, malformed) => {
    expect(faultOf({ token: malformed })).toBe('signature_malformed');
  });

  it('another secret', () => {
    for (const secret of ['another', '', Buffer.from(SECRET, 'base64')]) {
      expect(faultOf({ token: signVonageJwt(claims(), secret) })).toBe('signature_wrong');
    }
    expect(faultOf({ token }, { ...KEY, secret: 'another' })).toBe('signature_wrong');
  });

  it('claims that were not signed', () => {
    const other = Buffer.from(JSON.stringify({ ...claims(), application_id: 'other' })).toString('base64url');
    expect(faultOf({ token: `${header}.${other}.${signature}` })).toBe('signature_wrong');
  });

  it('another account or application', () => {
    for (const key of ['a1b2c3e', 'A1B2C3D', '', null, ['a1b2c3d'], { key: 'a1b2c3d' }, undefined]) {
      expect(withClaims({ api_key: key })).toBe('signature_foreign');
    }
    for (const id of ['other', '', null, [APPLICATION], APPLICATION.toUpperCase(), 0]) {
      expect(withClaims({ application_id: id })).toBe('signature_foreign');
    }
    expect(withClaims({ application_id: undefined })).toBe('valid');
  });

  it('another issuer, or nothing that could be used once only', () => {
    for (const iss of ['vonage', 'Nexmo', '', null, ['Vonage'], undefined]) {
      expect(withClaims({ iss })).toBe('signature_malformed');
    }
    for (const jti of ['', null, 7, ['a'], 'a'.repeat(256), undefined]) {
      expect(withClaims({ jti })).toBe('signature_malformed');
    }
    expect(withClaims({ jti: 'a'.repeat(255) })).toBe('valid');
  });

  it('signed too long ago, or in the future', () => {
    for (const offset of [-300, -299, 0, 300]) expect(withClaims({ iat: SECONDS + offset })).toBe('valid');
    for (const offset of [-301, 301, -86_400, 1e9])
      expect(withClaims({ iat: SECONDS + offset })).toBe('signature_expired');
    expect(withClaims({ iat: NOW })).toBe('signature_expired');
    for (const iat of [undefined, null, String(SECONDS), [SECONDS], {}]) {
      expect(withClaims({ iat })).toBe('signature_malformed');
    }
  });

  it('an expiry does not extend the window, but ends it', () => {
    expect(withClaims({ exp: 1e300 })).toBe('valid');
    expect(withClaims({ exp: 1e300, iat: SECONDS - 301 })).toBe('signature_expired');
    expect(withClaims({ exp: SECONDS })).toBe('signature_expired');
    expect(withClaims({ exp: SECONDS + 1 })).toBe('valid');
    expect(withClaims({ nbf: SECONDS + 1 })).toBe('signature_expired');
    expect(withClaims({ exp: null })).toBe('signature_malformed');
    expect(withClaims({ exp: String(SECONDS + 60) })).toBe('signature_malformed');
  });
});

describe('in agreement with the official library', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const secrets = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });
  const oddClaims = fc.record(
    {
      iss: fc.constantFrom('Vonage', 'vonage'),
      jti: fc.oneof(text, fc.integer()),
      iat: fc.oneof(
        fc.integer({ min: -400, max: 400 }).map((offset) => SECONDS + offset),
        fc.jsonValue(),
      ),
      // Far enough from now for the clock of the library, which goes on.
      exp: fc.oneof(fc.constantFrom(SECONDS - 60, SECONDS + 3600, 1e15), fc.jsonValue()),
      nbf: fc.oneof(fc.constantFrom(SECONDS - 3600, SECONDS + 3600), fc.jsonValue()),
      api_key: fc.constantFrom('a1b2c3d', 'a1b2c3e'),
      application_id: fc.constantFrom(APPLICATION, 'other', null),
      anything: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const headers = fc.oneof(
    { weight: 5, arbitrary: fc.constant({ typ: 'JWT', alg: 'HS256' }) },
    fc.record({ alg: fc.constantFrom('HS256', 'HS384', 'HS512', 'RS256', 'none', 'hs256') }),
  );
  const mutation = fc.option(fc.record({ at: fc.nat(), to: fc.constantFrom(...'Aa9_-.=+ é') }), { freq: 2 });

  /** What the documents ask for beyond the signature; written from them, on its own. */
  function isAsDocumented(token: string, body: Buffer): boolean {
    const [header, payload] = token.split('.').map((part) => {
      try {
        return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
      } catch {
        return {};
      }
    });
    return (
      header?.['alg'] === 'HS256' &&
      payload?.['payload_hash'] === createHash('sha256').update(body).digest('hex') &&
      payload['iss'] === 'Vonage' &&
      typeof payload['jti'] === 'string' &&
      payload['jti'] !== '' &&
      payload['api_key'] === 'a1b2c3d' &&
      (payload['application_id'] === undefined || payload['application_id'] === APPLICATION) &&
      typeof payload['iat'] === 'number' &&
      Math.abs(payload['iat'] - SECONDS) <= 300
    );
  }

  it('about whatever is signed, whole or mutated', () => {
    const seen = { true: 0, false: 0 };
    const cases = fc.record({
      secret: secrets,
      body: fc.uint8Array({ maxLength: 60 }),
      odd: oddClaims,
      headers,
      mutation,
    });
    fc.assert(
      fc.property(fc.boolean(), cases, (isOdd, { secret, body, odd, headers: header, mutation: change }) => {
        const bytes = Buffer.from(body);
        const plain = signVonageJwt({ ...claims(bytes), ...(isOdd ? odd : {}) }, secret, isOdd ? header : undefined);
        const at = (change?.at ?? 0) % plain.length;
        const token = change ? plain.slice(0, at) + change.to + plain.slice(at + 1) : plain;
        const { isValid } = verify({ token, body: bytes }, { ...KEY, secret });
        seen[`${isValid}`] += 1;
        expect(isValid).toBe(verifySignature(token, secret) && isAsDocumented(token, bytes));
      }),
      { numRuns: 4_000 },
    );
    // Otherwise it would agree about one side only.
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(400);
  });

  it('about each single character of a token', () => {
    const token = signVonageJwt(claims(), SECRET);
    for (let at = 0; at < token.length; at += 1) {
      for (const character of 'AB_.=') {
        const mutated = token.slice(0, at) + character + token.slice(at + 1);
        expect(verify({ token: mutated }).isValid).toBe(mutated === token);
      }
    }
  });

  it('nothing makes it throw', () => {
    fc.assert(
      fc.property(text, fc.uint8Array(), fc.constantFrom('GET', 'POST'), fc.string(), (token, body, method, query) => {
        const target = `${TARGET}?${query}`;
        expect(verify({ token, body: Buffer.from(body), method, target }).isValid).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

it('does the whole work for webhooks without a token', () => {
  const body = 'x'.repeat(4_000);
  const signed = request({ token: signVonageJwt(claims(body), 'another'), body });
  const unsigned = request({ body });
  const times = { signed: [] as number[], unsigned: [] as number[] };
  for (let round = 0; round < 4_000; round += 1) {
    for (const [name, sent] of [
      ['signed', signed],
      ['unsigned', unsigned],
    ] as const) {
      const start = process.hrtime.bigint();
      verifyWebhookSignature(sent, KEY, NOW);
      times[name].push(Number(process.hrtime.bigint() - start));
    }
  }
  const median = (list: number[]): number => list.toSorted((a, b) => a - b)[list.length / 2] ?? 0;
  expect(median(times.unsigned) / median(times.signed)).toBeGreaterThan(0.7);
  expect(median(times.unsigned) / median(times.signed)).toBeLessThan(1.4);
});
