import fc from 'fast-check';
import { CloudonixLoopback } from '../../../../test/support/carriers/cloudonix-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
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
const OURS = 'dialplane-7';
const CREDENTIALS: ProviderCredentials = { bearer_token: TOKEN, domain_id: DOMAIN, application_name: OURS };
const NUMBER = '+14155551234';

let carrier: CloudonixLoopback;
let provider: CloudonixProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new CloudonixLoopback().listen();
  carrier.addDomain({ name: DOMAIN, apiKey: TOKEN });
  carrier.addApplication(DOMAIN, { name: OURS, url: OUR_WEBHOOKS.answerUrl, method: 'POST' });
  carrier.addApplication(DOMAIN, { name: 'theirs/1', url: 'https://theirs.example/' });
  ({ provider, close } = await openProvider(CloudonixModule, CloudonixProvider, {
    CLOUDONIX_API_BASE_URL: carrier.baseUrl,
  }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function record(address = NUMBER, credentials = CREDENTIALS): RemoteRecord {
  return provider.sync.number(credentials, toCanonicalAddress(address));
}

const ourSettings = { application: OURS, active: true };

describe('reading', () => {
  it.each([
    [NUMBER, { source: NUMBER }],
    [NUMBER, { source: '14155551234' }],
    [NUMBER, { source: '+1 (415) 555-1234' }],
    [NUMBER, { source: '_14155551234', asteriskCompatible: true }],
    [NUMBER, { source: '', dnid: '14155551234' }],
    [NUMBER, { source: '', dnid: '^14155551234$' }],
    [NUMBER, { source: '', dnid: '^(\\+14155551234)$' }],
    ['reception', { source: 'Reception' }],
    ['100', { source: '100' }],
    ['sip:Alice@example.com', { source: 'sip:Alice@EXAMPLE.com' }],
    ['alice.smith', { source: '', dnid: '^alice\\.smith$' }],
  ])('finds %s by %j', async (address, seed) => {
    carrier.addDnid(DOMAIN, 'theirs/1', seed);
    expect(await record(address).read(inTime())).toEqual({ application: 'theirs/1', active: true });
  });

  it.each([
    [NUMBER, { source: '1415', prefix: true }],
    [NUMBER, { source: '1415*', expression: true }],
    [NUMBER, { source: '_1415XXXXXXX', asteriskCompatible: true }],
    [NUMBER, { source: '141555512345' }],
    [NUMBER, { source: NUMBER, prefix: true, dnid: NUMBER }],
    ['100d', { source: '', dnid: '^100\\d$' }],
    ['1.2', { source: '12' }],
    ['sip:Alice@example.com', { source: 'sip:alice@example.com' }],
  ])('does not take for %s %j', async (address, seed) => {
    carrier.addDnid(DOMAIN, 'theirs/1', seed);
    expect(await record(address).read(inTime())).toBeNull();
  });

  it('prefers the DNID that is written like the address', async () => {
    carrier.addDnid(DOMAIN, 'theirs/1', { source: '14155551234' });
    carrier.addDnid(DOMAIN, OURS, { source: NUMBER });
    expect(await record().read(inTime())).toEqual(ourSettings);
    expect(carrier.counters.total).toBe(1);
  });

  it('names the application where the list tells its number only', async () => {
    carrier.domain(DOMAIN).manners.showsApplications = false;
    carrier.addDnid(DOMAIN, 'theirs/1', { source: NUMBER });
    expect(await record().read(inTime())).toEqual({ application: 'theirs/1', active: true });
    carrier.editDnid(NUMBER, { applicationId: 4711 });
    expect(await record().read(inTime())).toEqual({ application: '4711', active: true });
  });

  it('is null in a domain that is gone', async () => {
    expect(await record(NUMBER, { ...CREDENTIALS, domain_id: 'gone.cloudonix.net' }).read(inTime())).toBeNull();
  });
});

describe('writing', () => {
  it('moves the DNID and touches nothing else', async () => {
    const former = carrier.addDnid(DOMAIN, 'theirs/1', { source: '14155551234', active: false });
    await change(record(), provider.sync.wanted(OUR_WEBHOOKS, OURS));
    expect(await record().read(inTime())).toEqual(ourSettings);
    const { id } = carrier.application(DOMAIN, OURS);
    expect(carrier.dnid(NUMBER)).toEqual({ ...former, active: true, applicationId: id });
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ id: OURS, url: OUR_WEBHOOKS.answerUrl, method: 'POST' });
  });

  it('switches a DNID off that has nothing to go back to', async () => {
    carrier.addDnid(DOMAIN, OURS, { source: NUMBER });
    await change(record(), provider.sync.released);
    expect(await record().read(inTime())).toEqual(provider.sync.released);
    expect(carrier.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
    await change(record(), provider.sync.wanted(OUR_WEBHOOKS, OURS));
    expect(await record().read(inTime())).toEqual(ourSettings);
  });

  it('writes nothing for nothing', async () => {
    carrier.addDnid(DOMAIN, OURS, { source: NUMBER });
    await record().write({}, inTime());
    expect(carrier.counters.writes).toBe(0);
  });

  it('refuses a DNID that is gone, and an application that does not exist', async () => {
    expect((await faultOf(record().write({ application: OURS }, inTime()))).code).toBe('provider_refused');
    const former = carrier.addDnid(DOMAIN, 'theirs/1', { source: NUMBER });
    expect((await faultOf(record().write({ application: 'none' }, inTime()))).message).toContain('Application Name');
    expect(carrier.dnids(DOMAIN)).toEqual([former]);
  });

  it('names no setting that it does not know', async () => {
    await expect(record().write({ url: 'https://a.example' }, inTime())).rejects.toThrow(TypeError);
  });
});

const MANNERS = fc.record({
  movesDnids: fc.constantFrom('yes' as const, 'refuses' as const, 'ignores' as const),
  allowsTwins: fc.boolean(),
  showsApplications: fc.boolean(),
});

it('taking over and giving back is the identity, whatever was there and however the carrier moves DNIDs', async () => {
  const original = fc.record({
    application: fc.constantFrom('theirs/1', OURS, 'blackhole'),
    source: fc.constantFrom(NUMBER, '14155551234'),
    active: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(original, MANNERS, async ({ application, ...seed }, manners) => {
      Object.assign(carrier.domain(DOMAIN).manners, manners);
      carrier.addDnid(DOMAIN, application, seed);
      const before = { ...carrier.dnid(NUMBER), id: 0 };
      const former = await change(record(), provider.sync.wanted(OUR_WEBHOOKS, OURS));
      expect(await record().read(inTime())).toEqual(ourSettings);
      expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: OURS });
      await change(record(), former);
      expect(carrier.dnids(DOMAIN).map((dnid) => ({ ...dnid, id: 0 }))).toEqual([before]);
      carrier.removeDnid(NUMBER);
    }),
    { numRuns: 40 },
  );
});

it('does not make a DNID again that was deleted after it was read', async () => {
  carrier.addDnid(DOMAIN, 'theirs/1', { source: NUMBER });
  const number = record();
  await number.read(inTime());
  carrier.removeDnid(NUMBER);
  expect((await faultOf(number.write(ourSettings, inTime()))).code).toBe('provider_refused');
  expect(carrier.dnids(DOMAIN)).toEqual([]);
});

it('puts the former DNID back when the new one cannot be made', async () => {
  carrier.domain(DOMAIN).manners.movesDnids = 'refuses';
  const former = carrier.addDnid(DOMAIN, 'theirs/1', { source: NUMBER, active: false });
  // The first is refused because of its twin, the second by the fault.
  carrier.fail({ status: 409, match: { method: 'POST' }, times: 2 });
  expect((await faultOf(record().write(ourSettings, inTime()))).code).toBe('provider_refused');
  expect(carrier.dnids(DOMAIN)).toEqual([{ ...former, id: expect.any(Number) as number }]);
});

it('a fault in the middle leaves the DNID where it was', async () => {
  carrier.domain(DOMAIN).manners.movesDnids = 'refuses';
  const former = carrier.addDnid(DOMAIN, 'theirs/1', { source: NUMBER });
  carrier.rateLimit({ retryAfterSeconds: 60, match: { method: 'POST' } });
  expect((await faultOf(record().write(ourSettings, inTime()))).code).toBe('provider_rate_limited');
  expect(carrier.dnids(DOMAIN)).toEqual([former]);
});

describe('faults', () => {
  it.each(CARRIER_FAULTS)('%s', async (what, fail, code) => {
    carrier.addDnid(DOMAIN, OURS, { source: NUMBER });
    fail(carrier);
    const fault = await faultOf(record().read(AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain('Cloudonix');
    for (const secret of [TOKEN, DOMAIN]) expect(everythingIn(fault)).not.toContain(secret);
  });

  it('a wrong key is named by its label', async () => {
    const fault = await faultOf(record(NUMBER, { ...CREDENTIALS, bearer_token: 'wrong' }).read(inTime()));
    expect(fault.code).toBe('provider_unauthorized');
    expect(fault.message).toContain('Check Bearer Token and Domain Name and save them again.');
  });
});

it('cannot be attached without the key that its webhooks are recognised by', () => {
  expect(provider.sync.obstacle(CREDENTIALS)).toBeNull();
  expect(provider.sync.obstacle({ domain_id: DOMAIN })).toMatchObject({ reason: 'bearer_token_missing' });
});
