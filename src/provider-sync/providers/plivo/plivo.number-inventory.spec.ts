import { PlivoLoopback } from '../../../../test/support/carriers/plivo-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import type { InventoryNumber, InventoryPage } from '../../contract/number-inventory.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { PlivoModule } from './plivo.module.js';
import { PlivoProvider } from './plivo.provider.js';

const AUTH_ID = 'MACANARYACCOUNT00001';
const TOKEN = 'canary-token-of-plivo';
const CREDENTIALS = { auth_id: AUTH_ID, auth_token: TOKEN };

let carrier: PlivoLoopback;
let provider: PlivoProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new PlivoLoopback().listen();
  carrier.addAccount({ authId: AUTH_ID, authToken: TOKEN });
  ({ provider, close } = await openProvider(PlivoModule, PlivoProvider, { PLIVO_API_BASE_URL: carrier.baseUrl }));
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
  const { app_id: appId } = carrier.addApplication(AUTH_ID, { app_name: 'a', answer_url: 'https://theirs.example/' });
  carrier.addNumber(AUTH_ID, { number: '+14155551234', alias: 'Front desk', appId, smsEnabled: false });
  const { numbers } = await page();
  const settings = await provider.sync.number(CREDENTIALS, toCanonicalAddress('+14155551234')).read(inTime());
  expect(settings).toEqual({ app_id: appId });
  const expected = { address: '+14155551234', name: 'Front desk', countryCode: null, capabilities: ['voice'] };
  expect(numbers).toEqual([{ ...expected, settings }]);
});

it.each([
  [0, 1],
  [20, 1],
  [21, 2],
  [60, 3],
])('shows each of %i numbers once with %i requests', async (count, requests) => {
  for (let index = 0; index < count; index += 1) carrier.addNumber(AUTH_ID, { number: `+1415${2_000_000 + index}` });
  const addresses = (await everything()).map((number) => number.address);
  expect(addresses).toHaveLength(count);
  expect(new Set(addresses).size).toBe(count);
  expect(carrier.counters.total).toBe(requests);
});

it('leaves out what is no telephone number', async () => {
  carrier.addNumber(AUTH_ID, { number: '+14155551234' });
  carrier.addNumber(AUTH_ID, { number: '555777' });
  expect((await everything()).map((number) => number.address)).toEqual(['+14155551234']);
});

it.each(CARRIER_FAULTS)('%s is called by its name, without a secret', async (what, fail, code) => {
  fail(carrier);
  const fault = await faultOf(
    provider.inventory.page(CREDENTIALS, null, AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)),
  );
  expect(fault.code).toBe(code);
  for (const secret of [TOKEN, AUTH_ID, btoa(`${AUTH_ID}:${TOKEN}`)]) expect(everythingIn(fault)).not.toContain(secret);
});
