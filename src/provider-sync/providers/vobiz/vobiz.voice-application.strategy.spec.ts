import fc from 'fast-check';
import { VobizLoopback } from '../../../../test/support/carriers/vobiz-loopback.js';
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
import { VobizModule } from './vobiz.module.js';
import { VobizProvider } from './vobiz.provider.js';

const AUTH_ID = 'MA_CANARY01';
const TOKEN = 'canary-token-of-vobiz';
const CREDENTIALS = { auth_id: AUTH_ID, auth_token: TOKEN };

let carrier: VobizLoopback;
let provider: VobizProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new VobizLoopback().listen();
  carrier.addAccount({ authId: AUTH_ID, authToken: TOKEN });
  ({ provider, close } = await openProvider(VobizModule, VobizProvider, { VOBIZ_API_BASE_URL: carrier.apiBaseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function record(applicationId: string): RemoteRecord {
  return provider.application.record(CREDENTIALS, applicationId);
}

function addApplication(seed: Parameters<VobizLoopback['addApplication']>[1]): string {
  return carrier.addApplication(AUTH_ID, seed).app_id;
}

describe('an application', () => {
  it('shows its webhooks, empty ones as null', async () => {
    const id = addApplication({ app_name: 'theirs', answer_url: 'https://theirs.example/', answer_method: 'GET' });
    expect(await record(id).read(inTime())).toEqual({
      answer_url: 'https://theirs.example/',
      answer_method: 'GET',
      fallback_answer_url: null,
      fallback_method: 'POST',
      enabled: true,
    });
  });

  it('has the documented defaults where Vobiz leaves something out', async () => {
    carrier.fail({ status: 200, body: { app_id: '1', app_name: 'old', answer_url: 'https://theirs.example/' } });
    expect(await record('1').read(inTime())).toEqual({
      answer_url: 'https://theirs.example/',
      answer_method: 'POST',
      fallback_answer_url: null,
      fallback_method: 'POST',
      enabled: true,
    });
  });

  it('is null when the account has it not', async () => {
    expect(await record('123').read(inTime())).toBeNull();
    expect((await faultOf(record('123').write({ answer_method: 'POST' }, inTime()))).code).toBe('provider_refused');
  });

  it('becomes ours, and nothing else of it changes', async () => {
    const former = carrier.addApplication(AUTH_ID, {
      app_name: 'theirs',
      answer_url: 'https://theirs.example/',
      message_url: 'https://sms.example/',
      default_endpoint_app: true,
      enabled: false,
    });
    await change(record(former.app_id), provider.application.wanted(OUR_WEBHOOKS));
    expect(await record(former.app_id).read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
    expect(carrier.application(AUTH_ID, former.app_id)).toEqual({
      ...former,
      answer_url: OUR_WEBHOOKS.answerUrl,
      fallback_answer_url: OUR_WEBHOOKS.fallbackUrl,
      enabled: true,
    });
  });

  it('can be released', async () => {
    const id = addApplication({ app_name: 'ours', answer_url: OUR_WEBHOOKS.answerUrl });
    await change(record(id), provider.application.released);
    expect(await record(id).read(inTime())).toEqual(provider.application.released);
    expect(carrier.application(AUTH_ID, id).answer_url).not.toContain('dialplane.example');
  });

  it.each([{ hangup_url: 'https://x.example/' }, { enabled: null }, { answer_url: true }])(
    'refuses to write %j, which is no setting of it',
    async (settings) => {
      const id = addApplication({ app_name: 'ours', answer_url: OUR_WEBHOOKS.answerUrl });
      await expect(record(id).write(settings as never, inTime())).rejects.toThrow(TypeError);
      expect(carrier.requests).toHaveLength(0);
    },
  );

  it('taking over and giving back is the identity, whatever was there', async () => {
    const url = fc.constantFrom('https://theirs.example/voice?x=1', OUR_WEBHOOKS.answerUrl);
    const method = fc.constantFrom('GET', 'POST');
    const original = fc.record({
      answer_url: url,
      answer_method: method,
      fallback_answer_url: fc.option(url),
      fallback_method: method,
      hangup_url: fc.oneof(url, fc.constant('')),
      message_url: fc.option(url),
      enabled: fc.boolean(),
      public_uri: fc.boolean(),
      default_endpoint_app: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(original, async (seed) => {
        const id = addApplication({ app_name: 'theirs', ...seed });
        const before = carrier.application(AUTH_ID, id);
        const former = await change(record(id), provider.application.wanted(OUR_WEBHOOKS));
        expect(await record(id).read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
        await change(record(id), former);
        expect(carrier.application(AUTH_ID, id)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the numbers that hang on it', () => {
  it('are found on all pages', async () => {
    const ours = addApplication({ app_name: 'ours', answer_url: OUR_WEBHOOKS.answerUrl });
    const other = addApplication({ app_name: 'other', answer_url: 'https://other.example/' });
    for (let n = 0; n < 205; n += 1) {
      const e164 = `+918071387${String(n).padStart(3, '0')}`;
      carrier.addNumber(AUTH_ID, { e164, applicationId: n % 100 === 0 ? ours : other });
    }
    expect(await provider.application.dependents(CREDENTIALS, ours, inTime())).toEqual({
      addresses: ['+918071387000', '+918071387100', '+918071387200'],
      isTruncated: false,
    });
    expect(carrier.count({ method: 'GET' })).toBe(3);
  });

  it('are none in an empty account', async () => {
    expect(await provider.application.dependents(CREDENTIALS, '1', inTime())).toEqual({
      addresses: [],
      isTruncated: false,
    });
  });

  it('are read to a limit', async () => {
    for (let n = 0; n <= 5_000; n += 1) carrier.addNumber(AUTH_ID, { e164: `+9180${String(n).padStart(8, '0')}` });
    expect(await provider.application.dependents(CREDENTIALS, '1', inTime())).toEqual({
      addresses: [],
      isTruncated: true,
    });
    expect(carrier.count({ method: 'GET' })).toBe(50);
  });
});

describe('the lifecycle', () => {
  function ensure(name = 'dialplane-7'): Promise<string> {
    return provider.application.lifecycle.ensure(CREDENTIALS, name, OUR_WEBHOOKS, inTime());
  }

  it('makes an application that is ours from the start', async () => {
    const id = await ensure();
    expect(carrier.application(AUTH_ID, id)).toMatchObject({
      app_name: 'dialplane-7',
      answer_url: OUR_WEBHOOKS.answerUrl,
      fallback_answer_url: OUR_WEBHOOKS.fallbackUrl,
      hangup_url: OUR_WEBHOOKS.statusUrl,
      default_app: false,
      default_endpoint_app: false,
    });
    expect(await record(id).read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
  });

  it('makes one, however often it is asked', async () => {
    addApplication({ app_name: 'dialplane-70', answer_url: 'https://other.example/' });
    const first = await ensure();
    expect(await ensure()).toBe(first);
    expect(carrier.applications(AUTH_ID)).toHaveLength(2);
  });

  it('finds the one whose making was never confirmed', async () => {
    carrier.resetMidBody({ match: { method: 'POST' }, times: 1 });
    expect((await faultOf(ensure())).code).toBe('provider_unreachable');
    await ensure();
    expect(carrier.applications(AUTH_ID)).toHaveLength(1);
  });

  it('finds it on a later page', async () => {
    for (let n = 0; n < 205; n += 1) addApplication({ app_name: `dialplane-7${n}`, answer_url: 'https://o.example/' });
    const id = addApplication({ app_name: 'dialplane-7', answer_url: 'https://other.example/' });
    expect(await ensure()).toBe(id);
    expect(carrier.requests.map(({ query }) => query.toString())).toEqual([
      'limit=100&offset=0',
      'limit=100&offset=100',
      'limit=100&offset=200',
    ]);
  });

  it('removes an application, once or twice', async () => {
    const id = await ensure();
    await provider.application.lifecycle.remove(CREDENTIALS, id, inTime());
    await provider.application.lifecycle.remove(CREDENTIALS, id, inTime());
    expect(carrier.applications(AUTH_ID)).toEqual([]);
  });

  it('does not remove an application that numbers still ring at', async () => {
    const id = await ensure();
    carrier.addNumber(AUTH_ID, { e164: '+918071387149', applicationId: id });
    const fault = await faultOf(provider.application.lifecycle.remove(CREDENTIALS, id, inTime()));
    expect(fault.code).toBe('provider_refused');
    expect(carrier.applications(AUTH_ID)).toHaveLength(1);
  });
});

it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
  fail(carrier);
  const { lifecycle } = provider.application;
  const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
  const fault = await faultOf(lifecycle.ensure(CREDENTIALS, 'dialplane-7', OUR_WEBHOOKS, signal));
  expect(fault.code).toBe(code);
  for (const secret of [TOKEN, AUTH_ID]) expect(everythingIn(fault)).not.toContain(secret);
});
