import { CloudonixLoopback } from '../../../../test/support/carriers/cloudonix-loopback.js';
import {
  CARRIER_FAULTS,
  everythingIn,
  faultOf,
  inTime,
  openProvider,
  validated,
} from '../../contract/testing/carrier-kit.js';
import type { WantedTrunk } from '../../contract/trunk.strategy.js';
import { CloudonixModule } from './cloudonix.module.js';
import { CloudonixProvider } from './cloudonix.provider.js';
import { CloudonixTrunkSettings } from './cloudonix.trunk-settings.js';

const DOMAIN = 'canary.cloudonix.net';
const TOKEN = 'XIcanarytoken0000000000000000000000';
const CREDENTIALS = { bearer_token: TOKEN, domain_id: DOMAIN };
const WANTED: WantedTrunk = {
  name: 'dialplane-1',
  settings: { region: 'India', sip_domain: 'pbx.example.com' },
  externalId: null,
};
const MADE = {
  name: 'dialplane-1',
  ip: '128.199.27.19',
  port: 9060,
  transport: 'udp',
  prefix: '',
  direction: 'public-outbound',
  active: true,
  profile: { domain: 'pbx.example.com', 'ruri-domain': 'pbx.example.com' },
};

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

function apply(trunk: Partial<WantedTrunk> = {}): Promise<string> {
  return provider.trunks.apply(CREDENTIALS, { ...WANTED, ...trunk }, inTime());
}

describe('finding one by its name', () => {
  it('answers the id of ours, and null for none and for one of another direction', async () => {
    const find = (name: string): Promise<string | null> => provider.trunks.find(CREDENTIALS, name, inTime());
    carrier.addTrunk(DOMAIN, { name: 'dialplane-2', direction: 'public-inbound' });
    const id = await apply();
    expect([await find('dialplane-1'), await find('dialplane-2'), await find('dialplane-3')]).toEqual([id, null, null]);
  });
});

describe('the settings', () => {
  it.each([
    ['india', 'India'],
    [' uae ', 'UAE'],
    ['GLOBAL', 'Global'],
  ])('takes the region "%s" as %s', (region, expected) => {
    const settings = { region, sip_domain: ' pbx.example.com ' };
    expect(validated(CloudonixTrunkSettings, settings)).toEqual({ region: expected, sip_domain: 'pbx.example.com' });
  });

  it.each([
    [{ region: 'Mars' }, '/region region must be one of India, UAE, Global'],
    [{ region: '' }, '/region region must be one of India, UAE, Global'],
    [{ sip_domain: ' ' }, '/sip_domain sip_domain must not be blank'],
  ])('refuses %j', (wrong, expected) => {
    expect(validated(CloudonixTrunkSettings, { ...WANTED.settings, ...wrong })).toEqual([expected]);
  });
});

describe('applying', () => {
  it('makes the trunk, once', async () => {
    const uuid = await apply();
    expect(await apply()).toBe(uuid);
    expect(await apply({ externalId: uuid })).toBe(uuid);
    expect(carrier.trunks(DOMAIN)).toEqual([{ ...MADE, uuid }]);
    expect(carrier.counters.writes).toBe(1);
  });

  it('finds the one whose making was never confirmed', async () => {
    carrier.resetMidBody({ match: { method: 'POST' }, times: 1 });
    expect((await faultOf(apply())).code).toBe('provider_unreachable');
    await apply();
    expect(carrier.trunks(DOMAIN)).toHaveLength(1);
  });

  it('looks for the uuid that the answer does not tell', async () => {
    carrier.domain(DOMAIN).manners.tellsTrunkUuid = false;
    expect(await apply()).toBe(carrier.trunks(DOMAIN)[0]?.uuid);
  });

  it('changes what differs, switches on, and keeps what else is in the profile', async () => {
    const { uuid } = carrier.addTrunk(DOMAIN, {
      name: 'former name',
      active: false,
      profile: { hostname: 'fixed', domain: 'old.example.com' },
    });
    carrier.addTrunk(DOMAIN, { name: WANTED.name });
    expect(await apply({ externalId: uuid })).toBe(uuid);
    expect(carrier.trunks(DOMAIN)[0]).toEqual({ ...MADE, uuid, profile: { ...MADE.profile, hostname: 'fixed' } });
  });

  it('makes another when the stored one is gone', async () => {
    expect(await apply({ externalId: 'gone' })).toBe(carrier.trunks(DOMAIN)[0]?.uuid);
  });

  it('refuses the name of a trunk with another direction', async () => {
    const inbound = carrier.addTrunk(DOMAIN, { name: WANTED.name, direction: 'public-inbound' });
    const fault = await faultOf(apply());
    expect(fault.code).toBe('provider_refused');
    expect(fault.message).toContain('another direction');
    expect(carrier.trunks(DOMAIN)).toEqual([inbound]);
  });
});

describe('disabling', () => {
  it('switches off by uuid, once or twice', async () => {
    const uuid = await apply();
    await provider.trunks.disable(CREDENTIALS, uuid, inTime());
    await provider.trunks.disable(CREDENTIALS, uuid, inTime());
    expect(carrier.trunks(DOMAIN)).toEqual([{ ...MADE, uuid, active: false }]);
    expect(carrier.count({ method: 'PUT' })).toBe(1);
  });

  it('leaves a trunk alone that only has the name, and takes one that is gone for switched off', async () => {
    carrier.addTrunk(DOMAIN, { name: WANTED.name });
    await provider.trunks.disable(CREDENTIALS, WANTED.name, inTime());
    expect(carrier.trunks(DOMAIN)).toEqual([expect.objectContaining({ active: true })]);
  });
});

describe('connectivity', () => {
  it('is unknown without the UUID of the domain', () => {
    expect(provider.trunks.connectivity(CREDENTIALS)).toBeNull();
  });

  it('tells hosts and ports of every region', () => {
    const connectivity = provider.trunks.connectivity({ ...CREDENTIALS, domain_uuid: 'u-1' });
    expect(connectivity?.provider_display_name).toBe('Cloudonix');
    expect(connectivity?.regions.map(({ region, outbound_origin_ip: ip }) => [region, ip])).toEqual([
      ['India', '128.199.27.19'],
      ['UAE', '20.233.60.70'],
      ['Global', '18.219.128.166'],
    ]);
    const uris = connectivity?.regions.flatMap((region) => region.inbound_transports.map(({ uri }) => uri));
    expect(uris?.slice(0, 3)).toEqual([
      'sip:u-1.in.dimi.tel:9060;transport=udp',
      'sip:u-1.in.dimi.tel:9060;transport=tcp',
      'sip:u-1.in.dimi.tel:9443;transport=tls',
    ]);
    expect(connectivity?.regions[2]?.inbound_transports[2]).toEqual({
      transport: 'TLS',
      hostname: 'u-1.sip.cloudonix.net',
      port: 443,
      uri: 'sip:u-1.sip.cloudonix.net:443;transport=tls',
    });
  });
});

it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
  fail(carrier);
  const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
  const fault = await faultOf(provider.trunks.apply(CREDENTIALS, WANTED, signal));
  expect(fault.code).toBe(code);
  for (const secret of [TOKEN, DOMAIN]) expect(everythingIn(fault)).not.toContain(secret);
});
