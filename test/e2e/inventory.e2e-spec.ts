import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { INVENTORY_PROVIDERS } from '../support/inventory-providers.js';
import { CONFIGS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  api = await app.organization('Acme');
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

afterEach(() => {
  for (const { carrier } of Object.values(sandbox.carriers)) carrier.clearFaults();
});

const inventoryOf = (configId: number): string => `${CONFIGS}/${configId}/inventory`;

type Body = ApiResponse['body'];

/** All pages, one after the other. */
async function walk(client: ApiClient, configId: number): Promise<Body[]> {
  const pages: Body[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const answer: ApiResponse = await client.get(`${inventoryOf(configId)}${query}`);
    expect(answer.status).toBe(200);
    pages.push(answer.body);
    cursor = answer.body.next_cursor;
  }
  return pages;
}

function byAddress(pages: readonly Body[]): Record<string, Body> {
  return Object.fromEntries(pages.flatMap(({ numbers }) => numbers).map((number: Body) => [number.address, number]));
}

describe.each(INVENTORY_PROVIDERS)('the inventory of %s', (provider) => {
  it('says of each number whether it is registered here, can be, or belongs to another organization', async () => {
    const account = openAccount(sandbox, provider, 4);
    const [bound = '', unbound = '', taken = '', free = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    const boundNumber = await registered.add(bound);
    const theirs = await registerAccount(await app.organization('Stranger'), account);
    await theirs.add(taken, { bound: false });
    const unboundNumber = await registered.add(unbound, { bound: false });
    account.sendElsewhere(free);
    account.carrier.forgetRequests();

    const pages = await walk(api, registered.configId);
    expect(account.carrier.counters).toMatchObject({ total: 1, writes: 0 });
    expect(pages).toHaveLength(1);
    expect(pages[0]).toMatchObject({ gone: [], has_more: false, next_cursor: null });
    const numbers = byAddress(pages);
    expect(Object.keys(numbers).toSorted()).toEqual(account.addresses.toSorted());
    const own = { status: 'registered', telephony_configuration_id: registered.configId };
    const none = { phone_number_id: null, telephony_configuration_id: null, is_pointed_here: false };
    expect(numbers[bound]).toMatchObject({ ...own, phone_number_id: boundNumber.id, is_pointed_here: true });
    expect(numbers[unbound]).toMatchObject({ ...own, phone_number_id: unboundNumber.id, is_pointed_here: false });
    // Where the application names the account, that of another organization is another account.
    const isOneAccount = provider !== 'telnyx';
    expect(numbers[taken]).toMatchObject({ ...none, status: isOneAccount ? 'taken' : 'importable' });
    expect(numbers[free]).toMatchObject({ ...none, status: 'importable' });
    expect(Object.values(numbers[free].points_to).some((value) => value !== null && value !== '')).toBe(true);
  });

  it('names on its last page what is registered and gone', async () => {
    const account = openAccount(sandbox, provider, 2);
    const registered = await registerAccount(api, account);
    const ids: number[] = [];
    for (const address of account.addresses) ids.push((await registered.add(address)).id);
    account.remove(account.addresses[0] ?? '');
    const pages = await walk(api, registered.configId);
    expect(pages.at(-1).gone).toEqual([{ phone_number_id: ids[0], address: account.addresses[0], gone_since: null }]);
    expect(Object.keys(byAddress(pages))).toEqual([account.addresses[1]]);
  });
});

describe('the country of a number', () => {
  it('is that of its address, where the carrier does not tell', async () => {
    const addresses = ['+14152345678', '+442079460123', '+918035737000'];
    const account = sandbox.carriers['twilio']?.openAccount(addresses);
    if (!account) throw new Error('The sandbox has no Twilio');
    const registered = await registerAccount(api, account);
    const numbers = byAddress(await walk(api, registered.configId));
    expect(addresses.map((address) => numbers[address]?.country_code)).toEqual(['US', 'GB', 'IN']);
  });
});

describe('an inventory of many pages', () => {
  it('goes by the pages of the carrier, each number once, and names what is gone on the last page only', async () => {
    const account = openAccount(sandbox, 'plivo', 45);
    const registered = await registerAccount(api, account);
    const { id } = await registered.add(account.addresses[0] ?? '', { bound: false });
    account.remove(account.addresses[0] ?? '');
    account.carrier.forgetRequests();
    const pages = await walk(api, registered.configId);
    expect(pages.map(({ numbers, has_more: hasMore }) => [numbers.length, hasMore])).toEqual([
      [20, true],
      [20, true],
      [4, false],
    ]);
    expect(pages.map(({ gone }) => gone.length)).toEqual([0, 0, 1]);
    expect(pages[2].gone[0].phone_number_id).toBe(id);
    expect(Object.keys(byAddress(pages)).toSorted()).toEqual(account.addresses.slice(1).toSorted());
    expect(account.carrier.counters.total).toBe(3);
    expect(JSON.stringify(pages)).not.toContain(account.id);
  });

  it('takes no cursor of another configuration, another organization, or of nobody', async () => {
    const account = openAccount(sandbox, 'plivo', 21);
    const { configId } = await registerAccount(api, account);
    const [{ next_cursor: cursor }] = await walk(api, configId);
    const other = await registerAccount(api, openAccount(sandbox, 'plivo'));
    for (const [path, wrong] of [
      [inventoryOf(configId), `${cursor}A`],
      [inventoryOf(configId), 'x'],
      [inventoryOf(other.configId), cursor],
    ]) {
      expectProblem(await api.get(`${path}?cursor=${encodeURIComponent(wrong)}`), 'invalid_cursor');
    }
    const stranger = await app.organization('Stranger');
    expectProblem(await stranger.get(`${inventoryOf(configId)}?cursor=${cursor}`), 'telephony_config_not_found');
    expectProblem(await stranger.get(inventoryOf(configId)), 'telephony_config_not_found');
    expectProblem(await api.get(`${inventoryOf(configId)}?page=2`), 'invalid_parameter');
  });

  it('passes on how long the carrier wants to be left alone', async () => {
    const account = openAccount(sandbox, 'twilio');
    const { configId } = await registerAccount(api, account);
    account.carrier.rateLimit({ retryAfterSeconds: 40 });
    const refused = await api.get(inventoryOf(configId));
    expectProblem(refused, 'provider_rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(39);
  });
});

describe('a number that no registration can have', () => {
  it('is shown as it is at the carrier', async () => {
    const account = openAccount(sandbox, 'twilio');
    const { configId } = await registerAccount(api, account);
    const [address = ''] = account.addresses;
    sandbox.twilio.editNumber(address, { phone_number: '+99912345678' });
    const numbers = byAddress(await walk(api, configId));
    expect(numbers['+99912345678']).toMatchObject({ status: 'not_supported', phone_number_id: null });
  });

  it('leaves what the carrier showed with the number that is registered', async () => {
    const account = openAccount(sandbox, 'twilio');
    const registered = await registerAccount(api, account);
    const { id } = await registered.add(account.addresses[0] ?? '', { bound: false });
    account.sendElsewhere(account.addresses[0] ?? '');
    await walk(api, registered.configId);
    const [row] = await runSql<{ observed_settings: object }>(
      app.database.url,
      'SELECT observed_settings, seen_at FROM phone_number_syncs WHERE phone_number_id = $1',
      [id],
    );
    expect(JSON.stringify(row?.observed_settings)).toContain('https://elsewhere.example.net/voice');
  });
});
