import fc from 'fast-check';
import { TelnyxLoopback } from '../../../../test/support/carriers/telnyx-loopback.js';
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
import { TelnyxModule } from './telnyx.module.js';
import { TelnyxProvider } from './telnyx.provider.js';

const API_KEY = 'KEYcanaryOfTelnyx0001';
const CREDENTIALS = { api_key: API_KEY, webhook_public_key: 'iGtB96aTJO4SmJPzRPqW20Zc10AWCiN8OQLE5Tg330U=' };
const NUMBER = '+14155551234';
const FORWARD = { call_forwarding_enabled: true, forwards_to: '+14155550199', forwarding_type: 'always' } as const;

let carrier: TelnyxLoopback;
let provider: TelnyxProvider;
let close: () => Promise<void>;
let ours: string;
let theirs: string;

beforeEach(async () => {
  carrier = await new TelnyxLoopback().listen();
  carrier.addAccount({ apiKey: API_KEY, publicKey: CREDENTIALS.webhook_public_key });
  ours = addApplication('dialplane-1', OUR_WEBHOOKS.answerUrl);
  theirs = addApplication('theirs', 'https://theirs.example/');
  ({ provider, close } = await openProvider(TelnyxModule, TelnyxProvider, { TELNYX_API_BASE_URL: carrier.baseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function addApplication(name: string, url: string): string {
  return carrier.addApplication(API_KEY, { application_name: name, webhook_event_url: url }).id;
}

function record(address = NUMBER): RemoteRecord {
  return provider.sync.number(CREDENTIALS, toCanonicalAddress(address));
}

function sent(method: string): [string, string][] {
  return carrier.requests.filter((request) => request.method === method).map(({ path, body }) => [path, body]);
}

describe('reading', () => {
  it('shows what decides who answers, empty settings as null', async () => {
    carrier.addNumber(API_KEY, { phone_number: NUMBER });
    expect(await record().read(inTime())).toEqual({ connection_id: null, forwards_to: null, translated_number: null });
    carrier.editNumber(NUMBER, { connection_id: theirs, call_forwarding: FORWARD, translated_number: '4401' });
    expect(await record().read(inTime())).toEqual({
      connection_id: theirs,
      forwards_to: '+14155550199',
      translated_number: '4401',
    });
  });

  it.each([
    { ...FORWARD, call_forwarding_enabled: false },
    { ...FORWARD, forwarding_type: 'on-failure' as const },
    { ...FORWARD, forwarding_type: null },
    { ...FORWARD, forwards_to: null },
  ])('does not take %j for a forward of every call', async (forwarding) => {
    carrier.addNumber(API_KEY, { phone_number: NUMBER, connection_id: ours, call_forwarding: forwarding });
    expect(await record().read(inTime())).toMatchObject({ forwards_to: null });
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours });
  });

  it('is null for a number that the account does not own, also when a longer one has the same digits', async () => {
    expect(await record().read(inTime())).toBeNull();
    carrier.addNumber(API_KEY, { phone_number: `${NUMBER}5` });
    expect(await record().read(inTime())).toBeNull();
  });

  it('does not take a number for missing when Telnyx does not say which ones it shows', async () => {
    carrier.fail({ status: 200, body: { data: [{ id: '1', connection_id: ours }], meta: { total_pages: 1 } } });
    expect((await faultOf(record().read(inTime()))).code).toBe('provider_invalid_response');
  });

  it('searches by digits, with the largest pages, and follows them', async () => {
    carrier.addNumber(API_KEY, { phone_number: NUMBER, connection_id: theirs });
    for (let n = 0; n < 250; n += 1) carrier.addNumber(API_KEY, { phone_number: `${NUMBER}${n}` });
    expect(await record().read(inTime())).toMatchObject({ connection_id: theirs });
    expect(carrier.requests.map(({ query }) => [...query])).toEqual(
      ['1', '2'].map((page) => [
        ['filter[phone_number]', '14155551234'],
        ['page[number]', page],
        ['page[size]', '250'],
      ]),
    );
  });
});

describe('writing', () => {
  it('links the number by one request, and touches nothing else', async () => {
    const former = carrier.addNumber(API_KEY, { phone_number: NUMBER, connection_id: theirs, tags: ['front desk'] });
    const number = record();
    await change(number, provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(sent('PATCH')).toEqual([[`/v2/phone_numbers/${former.id}`, `{"connection_id":"${ours}"}`]]);
    expect(carrier.number(NUMBER)).toEqual({ ...former, connection_id: ours });
    expect(await number.read(inTime())).toEqual(provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(carrier.count()).toBe(3);
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours, url: OUR_WEBHOOKS.answerUrl });
  });

  it('switches a forward off after linking, and keeps its target', async () => {
    const { id } = carrier.addNumber(API_KEY, {
      phone_number: NUMBER,
      call_forwarding: FORWARD,
      translated_number: '4401',
    });
    await change(record(), provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(sent('PATCH').map(([path]) => path)).toEqual([`/v2/phone_numbers/${id}`, `/v2/phone_numbers/${id}/voice`]);
    expect(carrier.number(NUMBER)).toMatchObject({
      connection_id: ours,
      translated_number: '',
      call_forwarding: { ...FORWARD, call_forwarding_enabled: false },
    });
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours });
  });

  it('puts a forward back before the link', async () => {
    const { id } = carrier.addNumber(API_KEY, { phone_number: NUMBER, connection_id: ours });
    await record().write({ connection_id: theirs, forwards_to: FORWARD.forwards_to }, inTime());
    expect(sent('PATCH').map(([path]) => path)).toEqual([`/v2/phone_numbers/${id}/voice`, `/v2/phone_numbers/${id}`]);
    expect(carrier.number(NUMBER)).toMatchObject({ connection_id: theirs, call_forwarding: FORWARD });
  });

  it('repeats the target of a forward as it is by then', async () => {
    carrier.addNumber(API_KEY, { phone_number: NUMBER, call_forwarding: FORWARD });
    const number = record();
    await number.read(inTime());
    carrier.editNumber(NUMBER, { call_forwarding: { ...FORWARD, forwards_to: '+14155550188' } });
    await number.write({ forwards_to: null }, inTime());
    expect(carrier.number(NUMBER).call_forwarding).toEqual({
      call_forwarding_enabled: false,
      forwards_to: '+14155550188',
      forwarding_type: 'always',
    });
  });

  it('a released number goes nowhere', async () => {
    carrier.addNumber(API_KEY, { phone_number: NUMBER, connection_id: ours });
    const number = record();
    await change(number, provider.sync.released);
    expect(sent('PATCH').map(([, body]) => body)).toEqual(['{"connection_id":null}']);
    expect(await number.read(inTime())).toEqual(provider.sync.released);
    expect(carrier.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it('refuses to write to a number that is not owned, or not any more', async () => {
    expect((await faultOf(record().write({ connection_id: ours }, inTime()))).code).toBe('provider_refused');
    carrier.addNumber(API_KEY, { phone_number: NUMBER });
    const number = record();
    await number.read(inTime());
    carrier.removeNumber(NUMBER);
    expect((await faultOf(number.write({ connection_id: ours }, inTime()))).code).toBe('provider_refused');
  });

  it('says what Telnyx calls its refusal', async () => {
    carrier.addNumber(API_KEY, { phone_number: NUMBER });
    const fault = await faultOf(record().write({ connection_id: '42' }, inTime()));
    expect(fault.code).toBe('provider_refused');
    expect(fault.message).toContain('with its error 10017');
  });

  it('refuses settings that it does not know', async () => {
    carrier.addNumber(API_KEY, { phone_number: NUMBER });
    await expect(record().write({ voice_url: 'https://x.example/' }, inTime())).rejects.toThrow(TypeError);
    await expect(record().write({ connection_id: true }, inTime())).rejects.toThrow(TypeError);
    expect(carrier.counters.writes).toBe(0);
  });

  it('taking over and giving back is the identity, whatever was there', async () => {
    const sip = carrier.addSipConnection(API_KEY);
    const forwarding = fc.record({
      call_forwarding_enabled: fc.boolean(),
      forwards_to: fc.constantFrom(null, '+14155550199', '+442079460199'),
      forwarding_type: fc.constantFrom(null, 'always' as const, 'on-failure' as const),
    });
    const original = fc.record({
      connection_id: fc.constantFrom('', theirs, sip, ours),
      translated_number: fc.constantFrom('', '4401'),
      call_forwarding: forwarding,
      customer_reference: fc.option(fc.string({ maxLength: 20 })),
      tags: fc.array(fc.string({ maxLength: 5 }), { maxLength: 2 }),
      hd_voice_enabled: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(original, fc.boolean(), async (settings, isFresh) => {
        const before = carrier.addNumber(API_KEY, { phone_number: NUMBER, ...settings });
        try {
          const number = record();
          const former = await change(number, provider.sync.wanted(OUR_WEBHOOKS, ours));
          expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours });
          await change(isFresh ? record() : number, former);
          expect(carrier.number(NUMBER)).toEqual(before);
        } finally {
          carrier.removeNumber(NUMBER);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe('faults', () => {
  it.each(CARRIER_FAULTS)('%s', async (what, fail, code) => {
    carrier.addNumber(API_KEY, { phone_number: NUMBER });
    fail(carrier);
    const fault = await faultOf(record().read(AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain('Telnyx');
    expect(everythingIn(fault)).not.toContain(API_KEY);
  });

  it('a wrong API key is named by its label, and stands in no URL', async () => {
    const number = provider.sync.number({ api_key: 'KEYwrong' }, toCanonicalAddress(NUMBER));
    const fault = await faultOf(number.read(inTime()));
    expect(fault.code).toBe('provider_unauthorized');
    expect(fault.message).toContain('Check API Key and save them again.');
    expect(String(carrier.requests[0]?.query)).not.toContain('KEYwrong');
  });
});

describe('the obstacle', () => {
  it.each([null, undefined, ''])('is a public key of %p', (webhook_public_key) => {
    const obstacle = provider.sync.obstacle({ ...CREDENTIALS, webhook_public_key });
    expect(obstacle?.reason).toBe('signature_secret_missing');
    expect(obstacle?.message).toContain('Public Key');
  });

  it('is none when there is one', () => {
    expect(provider.sync.obstacle(CREDENTIALS)).toBeNull();
  });
});
