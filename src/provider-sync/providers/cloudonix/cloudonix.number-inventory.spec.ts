import { CloudonixLoopback } from '../../../../test/support/carriers/cloudonix-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { CloudonixModule } from './cloudonix.module.js';
import { CloudonixProvider } from './cloudonix.provider.js';

const DOMAIN = 'canary.cloudonix.net';
const TOKEN = 'XIcanarytoken0000000000000000000000';
const CREDENTIALS = { bearer_token: TOKEN, domain_id: DOMAIN, application_name: 'ours' };

let carrier: CloudonixLoopback;
let provider: CloudonixProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new CloudonixLoopback().listen();
  carrier.addDomain({ name: DOMAIN, apiKey: TOKEN });
  carrier.addApplication(DOMAIN, { name: 'ours', url: 'https://ours.example/' });
  ({ provider, close } = await openProvider(CloudonixModule, CloudonixProvider, {
    CLOUDONIX_API_BASE_URL: carrier.baseUrl,
  }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

describe('the inventory', () => {
  it('has plain addresses once each, patterns never, and the settings of a read, in one call', async () => {
    carrier.addDnid(DOMAIN, 'ours', { source: '+14155551234' });
    carrier.addDnid(DOMAIN, 'blackhole', { source: '442079460101', active: false });
    carrier.addDnid(DOMAIN, 'blackhole', { source: '+442079460101' });
    carrier.addDnid(DOMAIN, 'ours', { source: 'Reception', active: false });
    carrier.addDnid(DOMAIN, 'ours', { source: '1415', prefix: true });
    carrier.addDnid(DOMAIN, 'ours', { source: '*', expression: true });
    carrier.addDnid(DOMAIN, 'ours', { source: '5551234567890' });
    const { numbers, nextPage } = await provider.inventory.page(CREDENTIALS, null, inTime());
    expect(carrier.counters.total).toBe(1);
    expect(nextPage).toBeNull();
    const about = { name: null, countryCode: null, capabilities: ['voice'] };
    expect(numbers).toEqual([
      { ...about, address: '+14155551234', settings: { application: 'ours', active: true } },
      { ...about, address: '+442079460101', settings: { application: 'blackhole', active: true } },
      { ...about, address: 'reception', settings: { application: null, active: false } },
    ]);
    for (const { address, settings } of numbers) {
      expect(await provider.sync.number(CREDENTIALS, toCanonicalAddress(address)).read(inTime())).toEqual(settings);
    }
  });

  it('reads thousands in one call and in no time', async () => {
    for (let n = 0; n < 3_000; n += 1)
      carrier.addDnid(DOMAIN, 'ours', { source: `1415555${String(n).padStart(4, '0')}` });
    const { numbers } = await provider.inventory.page(CREDENTIALS, null, AbortSignal.timeout(8_000));
    expect(numbers).toHaveLength(3_000);
    expect(carrier.counters.total).toBe(1);
  });

  it.each(CARRIER_FAULTS)('%s', async (what, fail, code) => {
    fail(carrier);
    const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
    const fault = await faultOf(provider.inventory.page(CREDENTIALS, null, signal));
    expect(fault.code).toBe(code);
    for (const secret of [TOKEN, DOMAIN]) expect(everythingIn(fault)).not.toContain(secret);
  });
});

describe('provisioning', () => {
  const NUMBER = toCanonicalAddress('+14155551234');

  it('makes a DNID under the application, however often it is asked', async () => {
    await provider.provisioning.create(CREDENTIALS, NUMBER, 'ours', inTime());
    await provider.provisioning.create(CREDENTIALS, NUMBER, 'ours', inTime());
    expect(carrier.dnids(DOMAIN)).toEqual([
      expect.objectContaining({ source: NUMBER, prefix: false, expression: false, asteriskCompatible: false }),
    ]);
    expect(carrier.dnid(NUMBER).applicationId).toBe(carrier.application(DOMAIN, 'ours').id);
  });

  it('keeps a DNID that exists, wherever it hangs', async () => {
    const former = carrier.addDnid(DOMAIN, 'blackhole', { source: '14155551234' });
    await provider.provisioning.create(CREDENTIALS, NUMBER, 'ours', inTime());
    expect(carrier.dnids(DOMAIN)).toEqual([former]);
  });

  it('needs an application', async () => {
    const fault = await faultOf(provider.provisioning.create(CREDENTIALS, NUMBER, 'none', inTime()));
    expect(fault).toMatchObject({ code: 'provider_refused' });
    expect(fault.message).toContain('no voice application of that name');
  });

  it('removes what it made, once or twice, and no other DNID of the number', async () => {
    const theirs = carrier.addDnid(DOMAIN, 'blackhole', { source: '14155551234' });
    carrier.addDnid(DOMAIN, 'ours', { source: NUMBER });
    await provider.provisioning.remove(CREDENTIALS, NUMBER, inTime());
    await provider.provisioning.remove(CREDENTIALS, NUMBER, inTime());
    expect(carrier.dnids(DOMAIN)).toEqual([theirs]);
  });
});
