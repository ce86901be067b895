import fc from 'fast-check';
import { CloudonixLoopback } from '../../../../test/support/carriers/cloudonix-loopback.js';
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
import { CloudonixModule } from './cloudonix.module.js';
import { CloudonixProvider } from './cloudonix.provider.js';

const DOMAIN = 'canary.cloudonix.net';
const TOKEN = 'XIcanarytoken0000000000000000000000';
const CREDENTIALS = { bearer_token: TOKEN, domain_id: DOMAIN };

let carrier: CloudonixLoopback;
let provider: CloudonixProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new CloudonixLoopback().listen();
  carrier.addDomain({ name: DOMAIN, apiKey: TOKEN });
  ({ provider, close } = await openProvider(CloudonixModule, CloudonixProvider, {
    CLOUDONIX_API_BASE_URL: carrier.baseUrl,
  }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function record(name: string): RemoteRecord {
  return provider.application.record(CREDENTIALS, name);
}

describe('an application', () => {
  it('shows its URL, its method and whether it is active', async () => {
    carrier.addApplication(DOMAIN, { name: 'their app/1', url: 'https://theirs.example/', active: false });
    expect(await record('their app/1').read(inTime())).toEqual({
      url: 'https://theirs.example/',
      method: 'GET',
      active: false,
    });
  });

  it('is null when the domain has it not', async () => {
    expect(await record('none').read(inTime())).toBeNull();
    expect((await faultOf(record('none').write({ method: 'POST' }, inTime()))).code).toBe('provider_refused');
  });

  it('taking over and giving back is the identity, whatever was there', async () => {
    const original = fc.record({
      url: fc.constantFrom('https://theirs.example/voice?x=1', OUR_WEBHOOKS.answerUrl, 'cx:call-routing'),
      method: fc.constantFrom('GET', 'POST'),
      active: fc.boolean(),
      type: fc.constantFrom('cxml', 'twiml'),
      profile: fc.constantFrom({}, { 'status-start-ringing': true }),
    });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(original, async (seed) => {
        const name = `theirs-${(count += 1)}`;
        const before = carrier.addApplication(DOMAIN, { name, ...seed });
        const former = await change(record(name), provider.application.wanted(OUR_WEBHOOKS));
        expect(await record(name).read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
        await change(record(name), former);
        expect(carrier.application(DOMAIN, name)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it('can be released', async () => {
    carrier.addApplication(DOMAIN, { name: 'ours', url: OUR_WEBHOOKS.answerUrl });
    await change(record('ours'), provider.application.released);
    expect(await record('ours').read(inTime())).toEqual(provider.application.released);
  });

  it('knows the DNIDs that start it, patterns too, but not those that are switched off', async () => {
    carrier.addApplication(DOMAIN, { name: 'shared', url: 'https://theirs.example/' });
    carrier.addDnid(DOMAIN, 'shared', { source: '14155551234' });
    carrier.addDnid(DOMAIN, 'shared', { source: '4420', prefix: true });
    carrier.addDnid(DOMAIN, 'shared', { source: '+14155551235', active: false });
    carrier.addDnid(DOMAIN, 'blackhole', { source: '+14155551236' });
    expect(await provider.application.dependents(CREDENTIALS, 'shared', inTime())).toEqual({
      addresses: ['+14155551234', '4420'],
      isTruncated: false,
    });
  });
});

describe('the lifecycle', () => {
  function ensure(name = 'dialplane-7'): Promise<string> {
    return provider.application.lifecycle.ensure(CREDENTIALS, name, OUR_WEBHOOKS, inTime());
  }

  function names(): string[] {
    return [...carrier.domain(DOMAIN).applications.values()].map(({ name }) => name);
  }

  it('makes an application that is ours from the start, however often it is asked', async () => {
    expect(await ensure()).toBe('dialplane-7');
    expect(await ensure()).toBe('dialplane-7');
    expect(names()).toEqual(['blackhole', 'call-routing', 'dialplane-7']);
    expect(carrier.application(DOMAIN, 'dialplane-7')).toMatchObject({ type: 'cxml', active: true });
    expect(await record('dialplane-7').read(inTime())).toEqual(provider.application.wanted(OUR_WEBHOOKS));
  });

  it('finds the one whose making was never confirmed', async () => {
    carrier.resetMidBody({ match: { method: 'POST' }, times: 1 });
    expect((await faultOf(ensure())).code).toBe('provider_unreachable');
    await ensure();
    expect(names()).toHaveLength(3);
  });

  it('never takes the place of a default application', async () => {
    const domain = carrier.domain(DOMAIN);
    const before = domain.defaultApplication;
    await ensure();
    await provider.application.lifecycle.remove(CREDENTIALS, 'dialplane-7', inTime());
    expect(domain.defaultApplication).toBe(before);
    expect(carrier.count({ method: 'PUT' })).toBe(0);
  });

  it('is the default application of a domain that has none, and leaves it without one again', async () => {
    const domain = carrier.domain(DOMAIN);
    domain.defaultApplication = null;
    await ensure();
    expect(domain.defaultApplication).toBe(carrier.application(DOMAIN, 'dialplane-7').id);
    await provider.application.lifecycle.remove(CREDENTIALS, 'dialplane-7', inTime());
    expect(domain.defaultApplication).toBeNull();
    expect(names()).toEqual(['blackhole', 'call-routing']);
  });

  it('does without the default where the key may not change the domain', async () => {
    Object.assign(carrier.domain(DOMAIN), { defaultApplication: null }).manners.mayChangeDomain = false;
    expect(await ensure()).toBe('dialplane-7');
  });

  it('removes an application, once or twice', async () => {
    await ensure();
    await provider.application.lifecycle.remove(CREDENTIALS, 'dialplane-7', inTime());
    await provider.application.lifecycle.remove(CREDENTIALS, 'dialplane-7', inTime());
    expect(names()).toEqual(['blackhole', 'call-routing']);
  });

  it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
    fail(carrier);
    const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
    const { lifecycle } = provider.application;
    const fault = await faultOf(lifecycle.ensure(CREDENTIALS, 'dialplane-7', OUR_WEBHOOKS, signal));
    expect(fault.code).toBe(code);
    for (const secret of [TOKEN, DOMAIN]) expect(everythingIn(fault)).not.toContain(secret);
  });
});
