import fc from 'fast-check';
import { TwilioLoopback } from '../../../../test/support/carriers/twilio-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import type { RemoteRecord } from '../../contract/remote-settings.js';
import {
  CARRIER_FAULTS,
  change,
  everythingIn,
  faultOf,
  inTime,
  openProvider,
  OUR_WEBHOOKS,
} from '../../contract/testing/carrier-kit.js';
import { TwilioModule } from './twilio.module.js';
import { TwilioProvider } from './twilio.provider.js';

const SID = `AC${'a1'.repeat(16)}`;
const TOKEN = 'canary0token0of0twilio0000000000';
const CREDENTIALS = { account_sid: SID, auth_token: TOKEN };
const NUMBER = '+14155551234';

let carrier: TwilioLoopback;
let provider: TwilioProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new TwilioLoopback().listen();
  carrier.addAccount({ accountSid: SID, authToken: TOKEN });
  ({ provider, close } = await openProvider(TwilioModule, TwilioProvider, { TWILIO_API_BASE_URL: carrier.baseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function record(address = NUMBER): RemoteRecord {
  return provider.sync.number(CREDENTIALS, toCanonicalAddress(address));
}

function wanted(): ReturnType<TwilioProvider['sync']['wanted']> {
  return provider.sync.wanted(OUR_WEBHOOKS);
}

/** The number at the carrier without the time of its last change. */
function atCarrier(address = NUMBER): Record<string, unknown> {
  const { date_updated: _changes, ...number } = carrier.number(address);
  return { ...number };
}

describe('reading', () => {
  it('shows the settings that decide who answers, empty ones as null', async () => {
    carrier.addNumber(SID, { phone_number: NUMBER, voice_url: 'https://theirs.example/', voice_method: 'GET' });
    expect(await record().read(inTime())).toEqual({
      voice_url: 'https://theirs.example/',
      voice_method: 'GET',
      voice_fallback_url: null,
      voice_fallback_method: 'POST',
      voice_application_sid: null,
      trunk_sid: null,
    });
  });

  it('is null for a number that the account does not own', async () => {
    carrier.addNumber(SID, { phone_number: '+14155559999' });
    expect(await record().read(inTime())).toBeNull();
  });

  it('is not misled by numbers that only contain the digits', async () => {
    carrier.addNumber(SID, { phone_number: `${NUMBER}5`, voice_url: 'https://longer.example/' });
    expect(await record().read(inTime())).toBeNull();
    carrier.addNumber(SID, { phone_number: NUMBER, voice_url: 'https://exact.example/' });
    carrier.addNumber(SID, { phone_number: `${NUMBER}99` });
    expect(await record().read(inTime())).toMatchObject({ voice_url: 'https://exact.example/' });
  });

  it('follows the pages, at the configured address only', async () => {
    carrier.addNumber(SID, { phone_number: NUMBER, voice_url: 'https://last.example/' });
    for (let n = 0; n < 1_000; n += 1)
      carrier.addNumber(SID, { phone_number: `${NUMBER}${String(n).padStart(3, '0')}` });
    expect(await record().read(inTime())).toMatchObject({ voice_url: 'https://last.example/' });
    expect(carrier.count({ method: 'GET' })).toBe(2);
    expect(carrier.requests[0]?.query.get('PageSize')).toBe('1000');
  });

  it('asks the carrier each time, by SID once that is known', async () => {
    carrier.addNumber(SID, { phone_number: NUMBER });
    const number = record();
    await number.read(inTime());
    carrier.editNumber(NUMBER, { voice_url: 'https://changed.example/' });
    expect(await number.read(inTime())).toMatchObject({ voice_url: 'https://changed.example/' });
    expect(carrier.requests[1]?.path).toMatch(/\/IncomingPhoneNumbers\/PN[0-9a-f]{32}\.json$/);
  });

  it('finds a number that was released and bought again, and misses one that was released', async () => {
    carrier.addNumber(SID, { phone_number: NUMBER });
    const number = record();
    await number.read(inTime());
    carrier.removeNumber(NUMBER);
    expect(await number.read(inTime())).toBeNull();
    carrier.addNumber(SID, { phone_number: NUMBER, sid: `PN${'b2'.repeat(16)}`, voice_url: 'https://new.example/' });
    expect(await number.read(inTime())).toMatchObject({ voice_url: 'https://new.example/' });
  });
});

describe('writing', () => {
  it('makes the number ours and touches nothing else', async () => {
    const trunk = carrier.addTrunk(SID, 'their trunk');
    const former = carrier.addNumber(SID, { phone_number: NUMBER, trunk_sid: trunk, sms_url: 'https://sms.example/' });
    const number = record();
    await change(number, wanted());
    expect(await number.read(inTime())).toEqual(wanted());
    expect(atCarrier()).toEqual({
      ...former,
      date_updated: undefined,
      voice_url: OUR_WEBHOOKS.answerUrl,
      voice_fallback_url: OUR_WEBHOOKS.fallbackUrl,
      trunk_sid: null,
    });
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'url', url: OUR_WEBHOOKS.answerUrl, method: 'POST' });
  });

  it('is one request when the number has been read', async () => {
    carrier.addNumber(SID, { phone_number: NUMBER });
    const number = record();
    await number.read(inTime());
    carrier.forgetRequests();
    await number.write({ voice_url: OUR_WEBHOOKS.answerUrl }, inTime());
    expect(carrier.requests.map(({ method, body }) => [method, [...new URLSearchParams(body)]])).toEqual([
      ['POST', [['VoiceUrl', OUR_WEBHOOKS.answerUrl]]],
    ]);
  });

  it('looks the number up when it has not been read', async () => {
    carrier.addNumber(SID, { phone_number: NUMBER });
    await record().write({ voice_url: OUR_WEBHOOKS.answerUrl }, inTime());
    expect(carrier.number(NUMBER).voice_url).toBe(OUR_WEBHOOKS.answerUrl);
  });

  it('refuses to write to a number that is not owned', async () => {
    expect((await faultOf(record().write(wanted(), inTime()))).code).toBe('provider_refused');
    expect(carrier.counters.writes).toBe(0);
  });

  it('never clears an application in the request that sets a trunk, nor the reverse', async () => {
    const trunk = carrier.addTrunk(SID, 'trunk');
    const application = carrier.addApplication(SID, { friendly_name: 'application' }).sid;
    carrier.addNumber(SID, { phone_number: NUMBER });
    const number = record();
    await number.write({ trunk_sid: trunk, voice_application_sid: null }, inTime());
    await number.write({ trunk_sid: null, voice_application_sid: application }, inTime());
    const bodies = carrier.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(bodies).toEqual([`TrunkSid=${trunk}`, `VoiceApplicationSid=${application}`]);
    expect(await number.read(inTime())).toMatchObject({ trunk_sid: null, voice_application_sid: application });
  });

  it('a released number goes nowhere', async () => {
    carrier.addNumber(SID, { phone_number: NUMBER });
    const number = record();
    await change(number, wanted());
    await change(number, provider.sync.released);
    expect(await number.read(inTime())).toEqual(provider.sync.released);
    expect(carrier.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it('taking over and giving back is the identity, whatever was there', async () => {
    const trunk = carrier.addTrunk(SID, 'trunk');
    const application = carrier.addApplication(SID, { friendly_name: 'application' }).sid;
    const url = fc.constantFrom('', 'https://theirs.example/voice?x=1', OUR_WEBHOOKS.answerUrl);
    const method = fc.constantFrom('GET', 'POST');
    const original = fc
      .record({
        voice_url: url,
        voice_method: method,
        voice_fallback_url: url,
        voice_fallback_method: method,
        handler: fc.constantFrom({}, { trunk_sid: trunk }, { voice_application_sid: application }),
        sms_url: url,
        friendly_name: fc.string({ maxLength: 64 }),
      })
      .map(({ handler, ...rest }) => ({
        ...rest,
        ...handler,
        voice_fallback_url: rest.voice_url === '' ? '' : rest.voice_fallback_url,
      }));
    await fc.assert(
      fc.asyncProperty(original, fc.boolean(), async (settings, writesAll) => {
        carrier.addNumber(SID, { phone_number: NUMBER, ...settings });
        try {
          const before = atCarrier();
          const taking = record();
          const former = await change(taking, wanted());
          if (writesAll) await taking.write(wanted(), inTime());
          expect(carrier.whoAnswers(NUMBER)).toMatchObject({
            kind: 'url',
            url: OUR_WEBHOOKS.answerUrl,
            method: 'POST',
          });
          const giving = record();
          if (writesAll) await giving.write(former, inTime());
          else await change(giving, former);
          expect(atCarrier()).toEqual(before);
        } finally {
          carrier.removeNumber(NUMBER);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('faults', () => {
  it.each(CARRIER_FAULTS)('%s', async (what, fail, code) => {
    carrier.addNumber(SID, { phone_number: NUMBER });
    const number = record();
    await number.read(inTime());
    fail(carrier);
    const signal = (): AbortSignal => AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
    for (const fault of [await faultOf(number.read(signal())), await faultOf(number.write(wanted(), signal()))]) {
      expect(fault.code).toBe(code);
      expect(fault.message).toContain('Twilio');
      for (const secret of [TOKEN, SID, btoa(`${SID}:${TOKEN}`)]) expect(everythingIn(fault)).not.toContain(secret);
    }
  });

  it('wrong credentials are named by their labels', async () => {
    const number = provider.sync.number({ ...CREDENTIALS, auth_token: 'wrong' }, toCanonicalAddress(NUMBER));
    const fault = await faultOf(number.read(inTime()));
    expect(fault.code).toBe('provider_unauthorized');
    expect(fault.message).toContain('Check Account SID and Auth Token and save them again.');
  });

  it('a write that was done although its answer was lost is seen by the next read', async () => {
    carrier.addNumber(SID, { phone_number: NUMBER });
    const number = record();
    carrier.resetMidBody({ match: { method: 'POST' } });
    await faultOf(change(number, wanted()));
    expect(carrier.count({ method: 'POST' })).toBe(1);
    expect(await number.read(inTime())).toEqual(wanted());
  });
});
