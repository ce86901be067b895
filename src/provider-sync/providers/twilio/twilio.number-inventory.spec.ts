import { TwilioLoopback } from '../../../../test/support/carriers/twilio-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import type { InventoryNumber, InventoryPage } from '../../contract/number-inventory.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { TwilioModule } from './twilio.module.js';
import { TwilioProvider } from './twilio.provider.js';

const SID = `AC${'a1'.repeat(16)}`;
const TOKEN = 'canary0token0of0twilio0000000000';
const CREDENTIALS = { account_sid: SID, auth_token: TOKEN };

let carrier: TwilioLoopback;
let provider: TwilioProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new TwilioLoopback().listen();
  carrier.addAccount({ accountSid: SID, authToken: TOKEN });
  ({ provider, close } = await openProvider(TwilioModule, TwilioProvider, { TWILIO_API_BASE_URL: carrier.baseUrl }));
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

function address(index: number): string {
  return `+1415${2_000_000 + index}`;
}

it('shows what a number is and the settings that a single read shows', async () => {
  const trunk = carrier.addTrunk(SID, 'theirs');
  carrier.addNumber(SID, {
    phone_number: '+442079460101',
    friendly_name: 'London',
    trunk_sid: trunk,
    capabilities: { voice: true, sms: false, mms: false, fax: true },
  });
  const { numbers } = await page();
  const settings = await provider.sync.number(CREDENTIALS, toCanonicalAddress('+442079460101')).read(inTime());
  expect(settings).toMatchObject({ trunk_sid: trunk });
  const expected = { address: '+442079460101', name: 'London', countryCode: null, capabilities: ['voice', 'fax'] };
  expect(numbers).toEqual([{ ...expected, settings }]);
});

it('asks for a thousand at a time, and shows each number once', async () => {
  for (let index = 0; index < 2_001; index += 1) carrier.addNumber(SID, { phone_number: address(index) });
  const addresses = (await everything()).map((number) => number.address);
  expect(new Set(addresses).size).toBe(2_001);
  expect(addresses).toHaveLength(2_001);
  expect(carrier.counters.total).toBe(3);
});

it('neither repeats nor skips a number that is bought between two pages', async () => {
  for (let index = 0; index < 1_001; index += 1) carrier.addNumber(SID, { phone_number: address(index) });
  const first = await page();
  carrier.addNumber(SID, { phone_number: address(5_000) });
  const second = await page(first.nextPage);
  expect(second).toMatchObject({ numbers: [{ address: address(0) }], nextPage: null });
});

it('leaves out what is no telephone number', async () => {
  carrier.addNumber(SID, { phone_number: '+14155551234' });
  carrier.addNumber(SID, { phone_number: '555777' });
  expect((await everything()).map((number) => number.address)).toEqual(['+14155551234']);
});

it('an account without numbers has one empty page', async () => {
  expect(await page()).toEqual({ numbers: [], nextPage: null });
});

it.each(CARRIER_FAULTS)('%s is called by its name, without a secret', async (what, fail, code) => {
  fail(carrier);
  const fault = await faultOf(
    provider.inventory.page(CREDENTIALS, null, AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)),
  );
  expect(fault.code).toBe(code);
  for (const secret of [TOKEN, SID, btoa(`${SID}:${TOKEN}`)]) expect(everythingIn(fault)).not.toContain(secret);
});
