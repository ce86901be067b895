import { TelnyxLoopback } from '../../../../test/support/carriers/telnyx-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import type { InventoryNumber } from '../../contract/number-inventory.js';
import { faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { TelnyxModule } from './telnyx.module.js';
import { TelnyxProvider } from './telnyx.provider.js';

const CREDENTIALS = { api_key: 'KEYcanaryOfTelnyx0001' };

let carrier: TelnyxLoopback;
let provider: TelnyxProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new TelnyxLoopback().listen();
  carrier.addAccount({ apiKey: CREDENTIALS.api_key, publicKey: '' });
  ({ provider, close } = await openProvider(TelnyxModule, TelnyxProvider, { TELNYX_API_BASE_URL: carrier.baseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

async function everyNumber(): Promise<InventoryNumber[]> {
  const all: InventoryNumber[] = [];
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<TelnyxProvider['inventory']['page']>> = await provider.inventory.page(
      CREDENTIALS,
      next,
      inTime(),
    );
    all.push(...page.numbers);
    next = page.nextPage;
  } while (next !== null);
  return all;
}

it('lists an account by one request for each 250 numbers', async () => {
  for (let n = 0; n < 501; n += 1) {
    carrier.addNumber(CREDENTIALS.api_key, { phone_number: `+1415555${String(n).padStart(4, '0')}` });
  }
  const numbers = await everyNumber();
  expect(new Set(numbers.map(({ address }) => address)).size).toBe(501);
  expect(carrier.requests.map(({ path, query }) => [path, query.get('page[number]'), query.get('page[size]')])).toEqual(
    ['1', '2', '3'].map((page) => [
      '/v2/phone_numbers/voice',
      page,
      String(provider.metadata.capabilities.inventoryPageSize),
    ]),
  );
});

it('shows what a read of the number shows', async () => {
  const { id } = carrier.addApplication(CREDENTIALS.api_key, {
    application_name: 'theirs',
    webhook_event_url: 'https://theirs.example/',
  });
  carrier.addNumber(CREDENTIALS.api_key, {
    phone_number: '+14155551234',
    connection_id: id,
    customer_reference: 'Front desk',
    call_forwarding: { call_forwarding_enabled: true, forwards_to: '+14155550199', forwarding_type: 'always' },
  });
  const record = provider.sync.number(CREDENTIALS, toCanonicalAddress('+14155551234'));
  expect(await everyNumber()).toEqual([
    {
      address: '+14155551234',
      name: 'Front desk',
      countryCode: null,
      capabilities: [],
      settings: await record.read(inTime()),
    },
  ]);
});

it('is empty for an account without numbers', async () => {
  expect(await everyNumber()).toEqual([]);
});

it('leaves short codes out', async () => {
  carrier.addNumber(CREDENTIALS.api_key, { phone_number: '55512', phone_number_type: 'shortcode' });
  expect(await everyNumber()).toEqual([]);
});

it('says so when Telnyx does not answer a page as documented', async () => {
  carrier.fail({ status: 200, body: { data: [{ id: 'x' }] } });
  expect((await faultOf(provider.inventory.page(CREDENTIALS, null, inTime()))).code).toBe('provider_invalid_response');
});
