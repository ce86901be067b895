import { VobizLoopback } from '../../../../test/support/carriers/vobiz-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import type { InventoryNumber } from '../../contract/number-inventory.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
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

async function wholeInventory(): Promise<InventoryNumber[]> {
  const numbers: InventoryNumber[] = [];
  let next: string | null = null;
  do {
    const page = await provider.inventory.page(CREDENTIALS, next, inTime());
    numbers.push(...page.numbers);
    next = page.nextPage;
  } while (next !== null);
  return numbers;
}

it('shows a number as the account has it', async () => {
  const { app_id } = carrier.addApplication(AUTH_ID, { app_name: 'theirs', answer_url: 'https://theirs.example/' });
  carrier.addNumber(AUTH_ID, { e164: '+918071387149', applicationId: app_id, sms: true });
  carrier.addNumber(AUTH_ID, { e164: '+14155551234', country: 'United States', voice: false });
  expect(await provider.inventory.page(CREDENTIALS, null, inTime())).toEqual({
    numbers: [
      {
        address: '+918071387149',
        name: null,
        countryCode: 'IN',
        capabilities: ['voice', 'sms'],
        settings: { application_id: app_id, trunk_group_id: null },
      },
      {
        address: '+14155551234',
        name: null,
        countryCode: null,
        capabilities: [],
        settings: { application_id: null, trunk_group_id: null },
      },
    ],
    nextPage: null,
  });
});

it('is empty for an account without numbers', async () => {
  expect(await wholeInventory()).toEqual([]);
});

it.each([
  [100, 1],
  [101, 2],
  [250, 3],
])('lists %i numbers with %i requests, each once', async (count, requests) => {
  for (let n = 0; n < count; n += 1) carrier.addNumber(AUTH_ID, { e164: `+918071387${String(n).padStart(3, '0')}` });
  const addresses = (await wholeInventory()).map(({ address }) => address);
  expect(new Set(addresses).size).toBe(count);
  expect(addresses).toEqual(carrier.listNumbers());
  expect(carrier.requests).toHaveLength(requests);
});

it('reads what a read of the number reads', async () => {
  const trunkGroupId = carrier.addTrunk(AUTH_ID);
  carrier.addNumber(AUTH_ID, { e164: '+918071387149', trunkGroupId });
  const [number] = await wholeInventory();
  const record = provider.sync.number(CREDENTIALS, toCanonicalAddress('+918071387149'));
  expect(number?.settings).toEqual(await record.read(inTime()));
});

it('skips what cannot be routed or is not theirs any more', async () => {
  const items = [{ e164: '918071387149' }, { e164: '' }, { e164: '+918071387150', status: 'released' }];
  const good = { e164: '+918071387151', application_id: null, status: 'pending_release' };
  carrier.fail({ status: 200, body: { items: [...items, good], page: 1, per_page: 100, total: 4 } });
  expect((await wholeInventory()).map(({ address }) => address)).toEqual(['+918071387151']);
});

it('goes by the size of the pages that Vobiz gives', async () => {
  const page = (number: number): object => ({
    items: [{ e164: `+91807138714${number}` }],
    page: number,
    per_page: 1,
    total: 2,
  });
  carrier.fail({ status: 200, body: page(1), times: 1 });
  carrier.fail({ status: 200, body: page(2), times: 1 });
  expect((await wholeInventory()).map(({ address }) => address)).toEqual(['+918071387141', '+918071387142']);
});

it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
  fail(carrier);
  const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
  const fault = await faultOf(provider.inventory.page(CREDENTIALS, null, signal));
  expect(fault.code).toBe(code);
  for (const secret of [TOKEN, AUTH_ID]) expect(everythingIn(fault)).not.toContain(secret);
});
