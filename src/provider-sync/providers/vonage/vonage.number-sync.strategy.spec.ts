import fc from 'fast-check';
import { VonageLoopback } from '../../../../test/support/carriers/vonage-loopback.js';
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
import { VonageModule } from './vonage.module.js';
import { VonageProvider } from './vonage.provider.js';

const API_KEY = 'canary01';
const API_SECRET = 'canarySecretOfVonage';
const CREDENTIALS = {
  application_id: '78d335fa-323d-4114-9c3d-d6f0d48968cf',
  private_key: 'canary private key',
  api_key: API_KEY,
  api_secret: API_SECRET,
  signature_secret: 'canarySignature',
};
const NUMBER = '+447700900000';

let carrier: VonageLoopback;
let provider: VonageProvider;
let close: () => Promise<void>;
let ours: string;
let theirs: string;

beforeEach(async () => {
  carrier = await new VonageLoopback().listen();
  carrier.addAccount({ apiKey: API_KEY, apiSecret: API_SECRET });
  const answer = { address: OUR_WEBHOOKS.answerUrl, http_method: 'POST' };
  const capabilities = { voice: { webhooks: { answer_url: answer } } };
  ours = carrier.addApplication(API_KEY, { name: 'ours', id: CREDENTIALS.application_id, capabilities }).id;
  theirs = carrier.addApplication(API_KEY, { name: 'theirs' }).id;
  ({ provider, close } = await openProvider(VonageModule, VonageProvider, {
    VONAGE_API_BASE_URL: carrier.applicationsBaseUrl,
    VONAGE_REST_BASE_URL: carrier.restBaseUrl,
  }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function record(address = NUMBER): RemoteRecord {
  return provider.sync.number(CREDENTIALS, toCanonicalAddress(address));
}

describe('reading', () => {
  it('shows what decides who answers, empty settings as null', async () => {
    carrier.addNumber(API_KEY, { country: 'GB', msisdn: NUMBER });
    expect(await record().read(inTime())).toEqual({
      app_id: null,
      voice_callback_type: null,
      voice_callback_value: null,
    });
  });

  it('shows a forward', async () => {
    carrier.addNumber(API_KEY, {
      country: 'GB',
      msisdn: NUMBER,
      app_id: theirs,
      voiceCallbackType: 'tel',
      voiceCallbackValue: '447700900001',
    });
    expect(await record().read(inTime())).toEqual({
      app_id: theirs,
      voice_callback_type: 'tel',
      voice_callback_value: '447700900001',
    });
  });

  it('does not show a deprecated callback that only repeats the application', async () => {
    carrier.addNumber(API_KEY, {
      country: 'GB',
      msisdn: NUMBER,
      app_id: ours,
      voiceCallbackType: 'app',
      voiceCallbackValue: ours,
    });
    expect(await record().read(inTime())).toEqual(provider.sync.wanted(OUR_WEBHOOKS, ours));
  });

  it('is null for a number that the account does not own, also when a longer one begins like it', async () => {
    expect(await record().read(inTime())).toBeNull();
    carrier.addNumber(API_KEY, { country: 'GB', msisdn: `${NUMBER}5`, app_id: ours });
    expect(await record().read(inTime())).toBeNull();
  });

  it('follows the pages', async () => {
    for (let n = 0; n < 100; n += 1)
      carrier.addNumber(API_KEY, { country: 'GB', msisdn: `${NUMBER}${String(n).padStart(2, '0')}` });
    expect(await record().read(inTime())).toBeNull();
    carrier.addNumber(API_KEY, { country: 'GB', msisdn: NUMBER, app_id: theirs });
    expect(await record().read(inTime())).toMatchObject({ app_id: theirs });
    expect(carrier.count()).toBe(3);
    expect([...(carrier.requests[2]?.query ?? [])]).toEqual([
      ['pattern', '447700900000'],
      ['search_pattern', '0'],
      ['size', '100'],
      ['index', '2'],
    ]);
  });

  it('keeps the credentials out of the URL', async () => {
    await record().read(inTime());
    expect(String(carrier.requests[0]?.query)).not.toContain(API_SECRET);
  });
});

describe('writing', () => {
  it('links the number and keeps its SMS settings', async () => {
    const former = carrier.addNumber(API_KEY, {
      country: 'GB',
      msisdn: NUMBER,
      moHttpUrl: 'https://sms.example/?a=1&b=2',
      messagesCallbackType: 'app',
      messagesCallbackValue: theirs,
      voiceCallbackType: 'sip',
      voiceCallbackValue: 'sip:desk@pbx.example',
    });
    const number = record();
    await change(number, provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(await number.read(inTime())).toEqual(provider.sync.wanted(OUR_WEBHOOKS, ours));
    const { voiceCallbackType: _type, voiceCallbackValue: _value, ...kept } = former;
    expect(carrier.number(NUMBER)).toEqual({ ...kept, app_id: ours });
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours, url: OUR_WEBHOOKS.answerUrl });
  });

  it('merges with what is there at the time of writing', async () => {
    carrier.addNumber(API_KEY, { country: 'GB', msisdn: NUMBER });
    const number = record();
    await number.read(inTime());
    carrier.editNumber(NUMBER, (present) => ({ ...present, moHttpUrl: 'https://new-sms.example/' }));
    await number.write({ app_id: ours }, inTime());
    expect(carrier.number(NUMBER)).toMatchObject({ app_id: ours, moHttpUrl: 'https://new-sms.example/' });
  });

  it('a voice callback that only repeats the application goes with it, messages stay where they are', async () => {
    carrier.addNumber(API_KEY, {
      country: 'GB',
      msisdn: NUMBER,
      app_id: theirs,
      voiceCallbackType: 'app',
      voiceCallbackValue: theirs,
      messagesCallbackType: 'app',
      messagesCallbackValue: theirs,
    });
    await change(record(), provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(carrier.number(NUMBER)).toEqual({
      country: 'GB',
      msisdn: '447700900000',
      type: 'mobile-lvn',
      features: ['VOICE', 'SMS'],
      app_id: ours,
      messagesCallbackType: 'app',
      messagesCallbackValue: theirs,
    });
  });

  it('refuses to write to a number that is not owned', async () => {
    carrier.addNumber(API_KEY, { country: 'GB', msisdn: `${NUMBER}5` });
    expect((await faultOf(record().write({ app_id: ours }, inTime()))).code).toBe('provider_refused');
    expect(carrier.counters.writes).toBe(0);
  });

  it('believes the code in the answer, not its status', async () => {
    carrier.addNumber(API_KEY, { country: 'GB', msisdn: NUMBER });
    carrier.fail({
      status: 200,
      body: { 'error-code': '420', 'error-code-label': 'method failed' },
      match: { method: 'POST' },
    });
    const fault = await faultOf(record().write({ app_id: ours }, inTime()));
    expect(fault.code).toBe('provider_refused');
    expect(fault.message).toContain('error 420');
  });

  it('a released number goes nowhere', async () => {
    carrier.addNumber(API_KEY, { country: 'GB', msisdn: NUMBER, app_id: ours, moHttpUrl: 'https://sms.example/' });
    await change(record(), provider.sync.released);
    expect(carrier.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
    expect(carrier.number(NUMBER).moHttpUrl).toBe('https://sms.example/');
  });

  it('taking over and giving back is the identity, whatever was there', async () => {
    const voice = fc.constantFrom(
      {},
      { voiceCallbackType: 'tel', voiceCallbackValue: '447700900001' } as const,
      { voiceCallbackType: 'sip', voiceCallbackValue: 'sip:desk@pbx.example' } as const,
      { voiceCallbackType: 'app', voiceCallbackValue: theirs } as const,
    );
    const messages = fc.constantFrom({}, { messagesCallbackType: 'app', messagesCallbackValue: ours } as const);
    const application = fc.constantFrom({}, { app_id: theirs });
    const sms = fc.constantFrom({}, { moHttpUrl: 'https://sms.example/?x=ü' });
    const original = fc
      .tuple(application, voice, messages, sms)
      // A callback that repeats the application is not told apart from none.
      .filter(
        ([app, callback]) =>
          !('app_id' in app && 'voiceCallbackType' in callback && callback.voiceCallbackType === 'app'),
      )
      .map((parts) => Object.assign({}, ...parts) as Record<string, string>);
    await fc.assert(
      fc.asyncProperty(original, fc.boolean(), async (settings, writesAll) => {
        carrier.addNumber(API_KEY, { country: 'GB', msisdn: NUMBER, ...settings });
        try {
          const before = carrier.number(NUMBER);
          const wanted = provider.sync.wanted(OUR_WEBHOOKS, ours);
          const former = await change(record(), wanted);
          if (writesAll) await record().write(wanted, inTime());
          expect(await record().read(inTime())).toEqual(wanted);
          expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours });
          if (writesAll) await record().write(former, inTime());
          else await change(record(), former);
          expect(carrier.number(NUMBER)).toEqual(before);
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
    carrier.addNumber(API_KEY, { country: 'GB', msisdn: NUMBER });
    fail(carrier);
    const fault = await faultOf(record().read(AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain('Vonage');
    for (const secret of [API_KEY, API_SECRET, btoa(`${API_KEY}:${API_SECRET}`)]) {
      expect(everythingIn(fault)).not.toContain(secret);
    }
  });

  it('wrong credentials are named by their labels', async () => {
    const number = provider.sync.number({ ...CREDENTIALS, api_secret: 'wrong' }, toCanonicalAddress(NUMBER));
    const fault = await faultOf(number.read(inTime()));
    expect(fault.code).toBe('provider_unauthorized');
    expect(fault.message).toContain('Check API Key and API Secret and save them again.');
  });
});

describe('the obstacle', () => {
  it.each([null, undefined, ''])('is a signature secret of %p', (signature_secret) => {
    const obstacle = provider.sync.obstacle({ ...CREDENTIALS, signature_secret });
    expect(obstacle?.reason).toBe('signature_secret_missing');
    expect(obstacle?.message).toContain('Signature Secret');
  });

  it('is none when there is one', () => {
    expect(provider.sync.obstacle(CREDENTIALS)).toBeNull();
  });
});
