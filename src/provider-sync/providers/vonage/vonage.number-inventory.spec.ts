import { VonageLoopback } from '../../../../test/support/carriers/vonage-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import type { InventoryNumber, InventoryPage } from '../../contract/number-inventory.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { VonageModule } from './vonage.module.js';
import { VonageProvider } from './vonage.provider.js';

const API_KEY = 'canarykey1';
const SECRET = 'canarySecretOfVonage1';
const APPLICATION = '78d335fa-323d-4114-9c3d-d6f0d48968cf';
const CREDENTIALS = { api_key: API_KEY, api_secret: SECRET, application_id: APPLICATION };

let carrier: VonageLoopback;
let provider: VonageProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new VonageLoopback().listen();
  carrier.addAccount({ apiKey: API_KEY, apiSecret: SECRET });
  carrier.addApplication(API_KEY, { id: APPLICATION, name: 'For Dialplane' });
  ({ provider, close } = await openProvider(VonageModule, VonageProvider, {
    VONAGE_API_BASE_URL: carrier.applicationsBaseUrl,
    VONAGE_REST_BASE_URL: carrier.restBaseUrl,
  }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function page(from: string | null = null): Promise<InventoryPage> {
  return provider.inventory.page(CREDENTIALS, from, inTime());
}

/** All numbers, page by page. */
async function everything(): Promise<InventoryNumber[]> {
  const numbers: InventoryNumber[] = [];
  for (let next: string | null = null, isFirst = true; isFirst || next !== null; isFirst = false) {
    const shown: InventoryPage = await page(next);
    numbers.push(...shown.numbers);
    next = shown.nextPage;
  }
  return numbers;
}

it('shows what a number is and the settings that a single read shows', async () => {
  const voice = { voiceCallbackType: 'tel', voiceCallbackValue: '14155550199' } as const;
  carrier.addNumber(API_KEY, { country: 'GB', msisdn: '+442079460121', features: ['VOICE', 'SMS'], ...voice });
  const { numbers } = await page();
  const settings = await provider.sync.number(CREDENTIALS, toCanonicalAddress('+442079460121')).read(inTime());
  expect(settings).toMatchObject({ voice_callback_type: 'tel' });
  const expected = { address: '+442079460121', name: null, countryCode: 'GB', capabilities: ['voice', 'sms'] };
  expect(numbers).toEqual([{ ...expected, settings }]);
});

it.each([
  [0, 1],
  [100, 1],
  [101, 2],
  [300, 3],
])('shows each of %i numbers once with %i requests', async (count, requests) => {
  for (let index = 0; index < count; index += 1) {
    carrier.addNumber(API_KEY, { country: 'US', msisdn: `+1415${2_000_000 + index}` });
  }
  const addresses = (await everything()).map((number) => number.address);
  expect(addresses).toHaveLength(count);
  expect(new Set(addresses).size).toBe(count);
  expect(carrier.counters.total).toBe(requests);
});

it('leaves out short codes', async () => {
  carrier.addNumber(API_KEY, { country: 'US', msisdn: '+14155551234' });
  carrier.addNumber(API_KEY, { country: 'US', msisdn: '96167', type: 'mobile-shortcode', features: ['SMS'] });
  expect((await everything()).map((number) => number.address)).toEqual(['+14155551234']);
});

it.each(CARRIER_FAULTS)('%s is called by its name, without a secret', async (what, fail, code) => {
  fail(carrier);
  const fault = await faultOf(
    provider.inventory.page(CREDENTIALS, null, AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)),
  );
  expect(fault.code).toBe(code);
  for (const secret of [SECRET, API_KEY, btoa(`${API_KEY}:${SECRET}`)])
    expect(everythingIn(fault)).not.toContain(secret);
});
