import fc from 'fast-check';
import type { TelnyxApplication } from '../../../../test/support/carriers/telnyx-application.js';
import { TelnyxLoopback } from '../../../../test/support/carriers/telnyx-loopback.js';
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
const CREDENTIALS = { api_key: API_KEY };

let carrier: TelnyxLoopback;
let provider: TelnyxProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new TelnyxLoopback().listen();
  carrier.addAccount({ apiKey: API_KEY, publicKey: '' });
  ({ provider, close } = await openProvider(TelnyxModule, TelnyxProvider, { TELNYX_API_BASE_URL: carrier.baseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function record(applicationId: string): RemoteRecord {
  return provider.application.record(CREDENTIALS, applicationId);
}

function addApplication(seed: Partial<TelnyxApplication> = {}): TelnyxApplication {
  return carrier.addApplication(API_KEY, {
    application_name: 'theirs',
    webhook_event_url: 'https://theirs.example/voice?x=1',
    ...seed,
  });
}

describe('an application', () => {
  it('shows its webhooks, empty ones as null', async () => {
    const { id } = addApplication();
    expect(await record(id).read(inTime())).toEqual({
      webhook_event_url: 'https://theirs.example/voice?x=1',
      webhook_event_failover_url: null,
      webhook_api_v2: false,
      active: true,
    });
  });

  it('is null when the account has it not', async () => {
    expect(await record('123').read(inTime())).toBeNull();
    expect((await faultOf(record('123').write({ active: true }, inTime()))).code).toBe('provider_refused');
  });

  it('becomes ours, and nothing else of it changes', async () => {
    const former = addApplication({ active: false, webhook_timeout_secs: 12, tags: ['ivr'] });
    await change(record(former.id), provider.application.wanted(OUR_WEBHOOKS));
    expect(await record(former.id).read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
    expect(carrier.application(API_KEY, former.id)).toEqual({
      ...former,
      webhook_event_url: OUR_WEBHOOKS.answerUrl,
      webhook_event_failover_url: OUR_WEBHOOKS.fallbackUrl,
      webhook_api_version: '2',
      active: true,
    });
  });

  it('is sent its name and URL with each update, as they are by then', async () => {
    const { id } = addApplication();
    await record(id).read(inTime());
    carrier.editApplication(API_KEY, id, { application_name: 'renamed', webhook_event_url: 'https://new.example/' });
    await record(id).write({ webhook_event_failover_url: null }, inTime());
    expect(JSON.parse(carrier.requests.at(-1)?.body ?? '')).toEqual({
      application_name: 'renamed',
      webhook_event_url: 'https://new.example/',
      webhook_event_failover_url: null,
    });
  });

  it('can be released', async () => {
    const { id } = addApplication({ webhook_event_url: OUR_WEBHOOKS.answerUrl, active: true });
    await change(record(id), provider.application.released);
    expect(await record(id).read(inTime())).toEqual(provider.application.released);
    expect(JSON.stringify(carrier.application(API_KEY, id))).not.toContain('dialplane.example');
  });

  it('refuses settings that it does not know', async () => {
    const { id } = addApplication();
    await expect(record(id).write({ answer_url: 'https://x.example/' }, inTime())).rejects.toThrow(TypeError);
    expect(carrier.counters.writes).toBe(0);
  });

  it('taking over and giving back is the identity, whatever was there', async () => {
    const url = fc.constantFrom('https://theirs.example/voice?x=1', OUR_WEBHOOKS.answerUrl, OUR_WEBHOOKS.fallbackUrl);
    const original = fc.record({
      webhook_event_url: url,
      webhook_event_failover_url: fc.option(url),
      webhook_api_version: fc.constantFrom('1', '2'),
      active: fc.boolean(),
      first_command_timeout: fc.boolean(),
      webhook_timeout_secs: fc.option(fc.integer({ min: 0, max: 30 })),
      outbound: fc.record({ channel_limit: fc.option(fc.nat(10)), outbound_voice_profile_id: fc.constant('1') }),
    });
    await fc.assert(
      fc.asyncProperty(original, async (seed) => {
        const name = `theirs ${carrier.applications(API_KEY).length}`;
        const before = addApplication({ ...seed, application_name: name });
        const former = await change(record(before.id), provider.application.wanted(OUR_WEBHOOKS));
        expect(await record(before.id).read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
        await change(record(before.id), former);
        expect(carrier.application(API_KEY, before.id)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the numbers that hang on it', () => {
  it('are found on all pages, those that are gone left out', async () => {
    const [ours, other] = ['ours', 'other'].map((name) => addApplication({ application_name: name }).id);
    for (let n = 0; n < 502; n += 1) {
      carrier.addNumber(API_KEY, {
        phone_number: `+1415555${String(n).padStart(4, '0')}`,
        connection_id: (n % 2 === 0 ? ours : other) ?? '',
        status: ['deleted', 'active', 'ported_out', 'active', 'port-pending'][n % 5] ?? '',
      });
    }
    const { addresses, isTruncated } = await provider.application.dependents(CREDENTIALS, ours ?? '', inTime());
    expect(isTruncated).toBe(false);
    expect(addresses).toHaveLength(150);
    expect(new Set(addresses).size).toBe(150);
    expect(addresses).toContain('+14155550004');
    expect(addresses).not.toContain('+14155550000');
    expect(carrier.count({ method: 'GET' })).toBe(2);
  });

  it('are none in an empty account', async () => {
    expect(await provider.application.dependents(CREDENTIALS, '1', inTime())).toEqual({
      addresses: [],
      isTruncated: false,
    });
  });

  it('are read to a limit', async () => {
    const { id } = addApplication();
    for (let n = 0; n <= 5_000; n += 1) {
      carrier.addNumber(API_KEY, { phone_number: `+1415${5_000_000 + n}`, connection_id: id });
    }
    const { addresses, isTruncated } = await provider.application.dependents(CREDENTIALS, id, inTime());
    expect([addresses.length, isTruncated]).toEqual([5_000, true]);
    expect(carrier.count({ method: 'GET' })).toBe(20);
  });
});

describe('the lifecycle', () => {
  function ensure(name = 'dialplane-7'): Promise<string> {
    return provider.application.lifecycle.ensure(CREDENTIALS, name, OUR_WEBHOOKS, inTime());
  }

  it('makes an application that is ours from the start', async () => {
    const id = await ensure();
    expect(carrier.application(API_KEY, id)).toMatchObject({
      application_name: 'dialplane-7',
      webhook_event_url: OUR_WEBHOOKS.answerUrl,
      webhook_event_failover_url: OUR_WEBHOOKS.fallbackUrl,
      webhook_api_version: '2',
      active: true,
    });
    expect(await record(id).read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
  });

  it('makes one, however often it is asked', async () => {
    for (const name of ['dialplane-70', 'Dialplane-7', 'my dialplane-7']) addApplication({ application_name: name });
    const first = await ensure();
    expect(await ensure()).toBe(first);
    expect(carrier.applications(API_KEY)).toHaveLength(4);
  });

  it('finds the one whose making was never confirmed', async () => {
    carrier.resetMidBody({ match: { method: 'POST' }, times: 1 });
    expect((await faultOf(ensure())).code).toBe('provider_unreachable');
    await ensure();
    expect(carrier.applications(API_KEY)).toHaveLength(1);
    expect(carrier.count({ method: 'POST' })).toBe(1);
  });

  it('finds it on a later page', async () => {
    const { id } = addApplication({ application_name: 'dialplane-7' });
    for (let n = 0; n < 250; n += 1) addApplication({ application_name: `dialplane-7${n}` });
    expect(await ensure()).toBe(id);
  });

  it('removes an application, once or twice', async () => {
    const id = await ensure();
    await provider.application.lifecycle.remove(CREDENTIALS, id, inTime());
    await provider.application.lifecycle.remove(CREDENTIALS, id, inTime());
    expect(carrier.applications(API_KEY)).toEqual([]);
  });

  it('does not remove one that numbers still hang on', async () => {
    const id = await ensure();
    carrier.addNumber(API_KEY, { phone_number: '+14155551234', connection_id: id });
    const fault = await faultOf(provider.application.lifecycle.remove(CREDENTIALS, id, inTime()));
    expect(fault.code).toBe('provider_refused');
    expect(fault.message).toContain('error 10021');
  });
});

it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
  fail(carrier);
  const { lifecycle } = provider.application;
  const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
  const fault = await faultOf(lifecycle.ensure(CREDENTIALS, 'dialplane-7', OUR_WEBHOOKS, signal));
  expect(fault.code).toBe(code);
  expect(everythingIn(fault)).not.toContain(API_KEY);
});
