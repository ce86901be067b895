import fc from 'fast-check';
import { VonageLoopback } from '../../../../test/support/carriers/vonage-loopback.js';
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
const CREDENTIALS = { api_key: API_KEY, api_secret: API_SECRET };
const PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n';

/** What an application has that is none of our business. */
const REST = {
  capabilities: {
    messages: { version: 'v1', webhooks: { inbound_url: { address: 'https://sms.example/', http_method: 'POST' } } },
    rtc: { webhooks: { event_url: { address: 'https://rtc.example/', http_method: 'POST' } }, signed_callbacks: true },
    vbc: {},
    voice: {
      webhooks: {
        answer_url: {
          address: 'https://theirs.example/answer',
          http_method: 'GET',
          connect_timeout: 500,
          socket_timeout: 3_000,
        },
        event_url: { address: 'https://theirs.example/event', http_method: 'POST' },
      },
      region: 'eu-west',
      conversations_ttl: 24,
      signed_callbacks: false,
    },
  },
  publicKey: PUBLIC_KEY,
  improveAi: false,
};

// Whether a PUT keeps what it does not send is not documented, so neither may matter.
describe.each(['kept', 'removed'] as const)('where keys left out of a PUT are %s', (omittedOnPut) => {
  let carrier: VonageLoopback;
  let provider: VonageProvider;
  let close: () => Promise<void>;

  beforeEach(async () => {
    carrier = await new VonageLoopback({ omittedOnPut }).listen();
    carrier.addAccount({ apiKey: API_KEY, apiSecret: API_SECRET });
    ({ provider, close } = await openProvider(VonageModule, VonageProvider, {
      VONAGE_API_BASE_URL: carrier.applicationsBaseUrl,
      VONAGE_REST_BASE_URL: carrier.restBaseUrl,
    }));
  });

  afterEach(async () => {
    await close();
    await carrier.close();
  });

  function record(applicationId: string): RemoteRecord {
    return provider.application.record(CREDENTIALS, applicationId);
  }

  it('shows the voice webhooks, missing ones as null', async () => {
    const { id } = carrier.addApplication(API_KEY, { name: 'theirs', ...REST });
    expect(await record(id).read(inTime())).toEqual({
      answer_url: 'https://theirs.example/answer',
      answer_method: 'GET',
      fallback_answer_url: null,
      fallback_answer_method: null,
      event_url: 'https://theirs.example/event',
      event_method: 'POST',
      signed_callbacks: false,
    });
  });

  it('shows an application without voice as one where nothing is set', async () => {
    const { id } = carrier.addApplication(API_KEY, { name: 'theirs' });
    expect(new Set(Object.values((await record(id).read(inTime())) ?? {}))).toEqual(new Set([null]));
  });

  it('is null when the account has it not', async () => {
    const missing = record('78d335fa-323d-4114-9c3d-d6f0d48968cf');
    expect(await missing.read(inTime())).toBeNull();
    expect((await faultOf(missing.write({ answer_method: 'POST' }, inTime()))).code).toBe('provider_refused');
  });

  it('becomes ours, and everything else of it stays', async () => {
    const former = carrier.addApplication(API_KEY, { name: 'theirs', ...REST });
    await change(record(former.id), provider.application.wanted(OUR_WEBHOOKS));
    expect(await record(former.id).read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
    expect(carrier.application(API_KEY, former.id)).toEqual({
      ...former,
      capabilities: {
        ...REST.capabilities,
        voice: {
          ...REST.capabilities.voice,
          webhooks: {
            answer_url: {
              address: OUR_WEBHOOKS.answerUrl,
              http_method: 'POST',
              connect_timeout: 500,
              socket_timeout: 3_000,
            },
            fallback_answer_url: { address: OUR_WEBHOOKS.fallbackUrl, http_method: 'POST' },
            event_url: { address: OUR_WEBHOOKS.statusUrl, http_method: 'POST' },
          },
          signed_callbacks: true,
        },
      },
    });
  });

  it('merges with what is there at the time of writing', async () => {
    const { id } = carrier.addApplication(API_KEY, { name: 'theirs', ...REST });
    const application = record(id);
    await application.read(inTime());
    carrier.editApplication(API_KEY, id, { name: 'renamed' });
    await application.write({ answer_url: OUR_WEBHOOKS.answerUrl }, inTime());
    expect(carrier.application(API_KEY, id).name).toBe('renamed');
  });

  it('can be released: no webhooks, signing stays on', async () => {
    const { id } = carrier.addApplication(API_KEY, { name: 'ours' });
    await change(record(id), provider.application.wanted(OUR_WEBHOOKS));
    await change(record(id), provider.application.released);
    expect(await record(id).read(inTime())).toEqual(provider.application.released);
    expect(carrier.application(API_KEY, id).capabilities).toEqual({ voice: { signed_callbacks: true } });
  });

  it('taking over and giving back is the identity, whatever was there', async () => {
    const webhook = fc.record(
      {
        address: fc.constantFrom('https://theirs.example/?x=1', OUR_WEBHOOKS.answerUrl),
        http_method: fc.constantFrom('GET', 'POST'),
        connect_timeout: fc.constantFrom(300, 1_000),
        socket_timeout: fc.constantFrom(1_000, 5_000),
      },
      { requiredKeys: ['address'] },
    );
    const webhooks = fc
      .record({ answer_url: webhook, fallback_answer_url: webhook, event_url: webhook }, { requiredKeys: [] })
      .filter((value) => Object.keys(value).length > 0);
    const voice = fc.record(
      { webhooks, signed_callbacks: fc.boolean(), region: fc.constant('eu-west') },
      { requiredKeys: ['signed_callbacks'] },
    );
    const original = fc.record({
      capabilities: fc.record({ voice, messages: fc.constant(REST.capabilities.messages) }, { requiredKeys: [] }),
      publicKey: fc.constantFrom(null, PUBLIC_KEY),
      improveAi: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(original, fc.boolean(), async (seed, writesAll) => {
        const { id } = carrier.addApplication(API_KEY, { name: 'theirs', ...seed });
        const before = carrier.application(API_KEY, id);
        const wanted = provider.application.wanted(OUR_WEBHOOKS);
        const former = await change(record(id), wanted);
        if (writesAll) await record(id).write(wanted, inTime());
        expect(await record(id).read(inTime())).toEqual(wanted);
        if (writesAll) await record(id).write(former, inTime());
        else await change(record(id), former);
        expect(carrier.application(API_KEY, id)).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it('knows the numbers that hang on an application, over all pages', async () => {
    const ours = carrier.addApplication(API_KEY, { name: 'ours' }).id;
    const other = carrier.addApplication(API_KEY, { name: 'other' }).id;
    for (let n = 0; n < 250; n += 1) {
      const msisdn = `44770090${String(n).padStart(4, '0')}`;
      carrier.addNumber(API_KEY, { country: 'GB', msisdn, app_id: n < 100 ? other : ours });
    }
    const { addresses, isTruncated } = await provider.application.dependents(CREDENTIALS, ours, inTime());
    expect(addresses).toHaveLength(150);
    expect(addresses[0]).toBe('+447700900100');
    expect(isTruncated).toBe(false);
    expect(carrier.count()).toBe(2);
    expect(await provider.application.dependents(CREDENTIALS, other, inTime())).toMatchObject({ isTruncated: false });
  });

  it('makes no applications', () => {
    expect(provider.application.lifecycle).toBeNull();
  });

  it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
    const { id } = carrier.addApplication(API_KEY, { name: 'theirs', ...REST });
    fail(carrier);
    const fault = await faultOf(record(id).read(AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)));
    expect(fault.code).toBe(code);
    for (const secret of [API_KEY, API_SECRET, PUBLIC_KEY]) expect(everythingIn(fault)).not.toContain(secret);
  });
});
