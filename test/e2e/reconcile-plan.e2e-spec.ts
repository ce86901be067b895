import type { ApiClient, ApiResponse } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOfAccepted, outcomesOf } from '../support/job.js';
import { INVENTORY_PROVIDERS } from '../support/inventory-providers.js';
import { CONFIGS, JOBS } from '../support/paths.js';
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

interface Drifted {
  account: CarrierAccount;
  configId: number;
  /** Where plans are asked for and executed. */
  reconcile: string;
  ids: number[];
  path: (index: number) => string;
}

/** An account of bound numbers, of which the first ones were sent elsewhere. */
async function drift(provider: string, numbers: number, drifted: number): Promise<Drifted> {
  const account = openAccount(sandbox, provider, numbers);
  const registered = await registerAccount(api, account);
  const ids: number[] = [];
  for (const address of account.addresses) ids.push((await registered.add(address)).id);
  for (const address of account.addresses.slice(0, drifted)) account.sendElsewhere(address);
  const { configId } = registered;
  const path = (index: number): string => `${registered.numbers}/${ids[index]}`;
  return { account, configId, reconcile: `${CONFIGS}/${configId}/reconcile`, ids, path };
}

async function planOf({ reconcile }: Drifted): Promise<ApiResponse['body']> {
  const answer = await api.post(`${reconcile}?dry_run=true`, {});
  expect(answer.status).toBe(200);
  return answer.body;
}

const rowsOf = ({ configId }: Drifted): Promise<object[]> =>
  runSql(
    app.database.url,
    `SELECT phone_number_id, state, reason, message, drift, attempts, last_attempt_at, next_attempt_at, wanted_revision,
            saved_settings, applied_settings FROM phone_number_syncs WHERE telephony_configuration_id = $1 ORDER BY 1`,
    [configId],
  );

const isUs = (account: CarrierAccount, address: string): boolean =>
  account.carrier.whoAnswers(address).url?.startsWith('https://calls.example.com/') === true;

const urlsOf = ({ account }: Drifted): boolean[] => account.addresses.map((address) => isUs(account, address));

describe.each(INVENTORY_PROVIDERS)('a plan for %s', (provider) => {
  it('shows what would be done and does nothing; applied, exactly that is done', async () => {
    const drifted = await drift(provider, 3, 2);
    const { account, ids } = drifted;
    const before = await rowsOf(drifted);
    account.carrier.forgetRequests();
    const plan = await planOf(drifted);
    expect(plan).toMatchObject({
      application: null,
      total: 2,
      is_truncated: false,
      numbers: ids.slice(0, 2).map((id, index) => ({
        phone_number_id: id,
        address: account.addresses[index],
        finding: 'drifted',
        action: 'sync',
        blast_radius: 1,
      })),
    });
    for (const { changes } of plan.numbers) expect(changes.length).toBeGreaterThan(0);
    expect(await planOf(drifted)).toEqual(plan);
    expect(account.carrier.counters.writes).toBe(0);
    expect(await rowsOf(drifted)).toEqual(before);

    const job = await endOfAccepted(api, await api.post(drifted.reconcile, { plan_hash: plan.plan_hash }));
    expect(job).toMatchObject({ kind: 'reconcile', state: 'succeeded', total: 2, succeeded: 2, failed: 0 });
    expect(urlsOf(drifted)).toEqual([true, true, true]);
    expect(await planOf(drifted)).toMatchObject({ total: 0, numbers: [] });
  });
});

describe('a plan', () => {
  it('is refused when the world moved at the carrier or somebody edited a number here, and nothing is written', async () => {
    const drifted = await drift('twilio', 3, 1);
    const { account, reconcile } = drifted;
    const { plan_hash: hash } = await planOf(drifted);
    account.sendElsewhere(account.addresses[1] ?? '');
    account.carrier.forgetRequests();
    expectProblem(await api.post(reconcile, { plan_hash: hash }), 'plan_outdated');
    expect(account.carrier.counters.writes).toBe(0);

    const { plan_hash: second } = await planOf(drifted);
    expect(second).not.toBe(hash);
    expect((await api.put(drifted.path(0), { clear_inbound_workflow: true })).status).toBe(200);
    account.carrier.forgetRequests();
    expectProblem(await api.post(reconcile, { plan_hash: second }), 'plan_outdated');
    expect(account.carrier.counters.writes).toBe(0);
    expect(isUs(account, account.addresses[1] ?? '')).toBe(false);
  });

  it('fails the step whose number moved between check and execution, and takes the others', async () => {
    const drifted = await drift('twilio', 3, 3);
    const { account } = drifted;
    const [moved = '', ...others] = account.addresses;
    const { plan_hash: hash } = await planOf(drifted);
    // After the page that the plan is checked with, and before the number is looked at by itself.
    let looks = 0;
    const stop = account.carrier.onRequest({ method: 'GET', path: /IncomingPhoneNumbers/ }, () => {
      looks += 1;
      if (looks === 2) sandbox.twilio.editNumber(moved, { voice_url: 'https://third.example.net/' });
    });
    const job = await endOfAccepted(api, await api.post(drifted.reconcile, { plan_hash: hash }));
    stop();
    expect(job).toMatchObject({ state: 'failed', total: 3, succeeded: 2, failed: 1 });
    expect(await outcomesOf(api, job.id)).toEqual({
      [moved]: ['failed', 'plan_outdated'],
      ...Object.fromEntries(others.map((address) => [address, ['succeeded', null]])),
    });
    expect(account.carrier.whoAnswers(moved).url).toBe('https://third.example.net/');
    expect(others.every((address) => isUs(account, address))).toBe(true);
  });

  it('marks what is gone or right again without a write', async () => {
    const drifted = await drift('twilio', 2, 0);
    const { account } = drifted;
    const [gone = '', recovered = ''] = account.addresses;
    account.remove(gone);
    await runSql(
      app.database.url,
      `UPDATE phone_number_syncs SET state = 'failed', reason = 'provider_refused' WHERE phone_number_id = $1`,
      [drifted.ids[1]],
    );
    const plan = await planOf(drifted);
    expect(plan.numbers).toMatchObject([
      { address: gone, finding: 'gone', action: 'mark_gone', blast_radius: 0, changes: [] },
      { address: recovered, finding: 'recovered', action: 'mark_in_sync', blast_radius: 0, changes: [] },
    ]);
    account.carrier.forgetRequests();
    const job = await endOfAccepted(api, await api.post(drifted.reconcile, { plan_hash: plan.plan_hash }));
    expect(job).toMatchObject({ state: 'succeeded', total: 2 });
    expect(account.carrier.counters.writes).toBe(0);
    const states = [0, 1].map(async (index) => (await api.get(drifted.path(index))).body.provider_sync);
    expect(await Promise.all(states)).toMatchObject([
      { state: 'failed', reason: 'not_owned_at_provider' },
      { state: 'in_sync', reason: null },
    ]);
  });

  it.each([
    ['beside a number', 2, 0],
    ['through a number that is planned itself', 1, 1],
  ])('sets a changed application again, %s', async (_, numbers, elsewhere) => {
    const drifted = await drift('plivo', numbers, 0);
    const { account } = drifted;
    const [address = ''] = account.addresses;
    const { id = '' } = account.carrier.whoAnswers(address);
    sandbox.plivo.editApplication(account.id, id, { answer_url: 'https://elsewhere.example.net/' });
    if (elsewhere === 1) account.sendElsewhere(address);
    const plan = await planOf(drifted);
    expect(plan.application).toMatchObject({ finding: 'drifted', blast_radius: numbers });
    expect(plan.total).toBe(elsewhere);
    account.carrier.forgetRequests();
    const job = await endOfAccepted(api, await api.post(drifted.reconcile, { plan_hash: plan.plan_hash }));
    expect(job).toMatchObject({ state: 'succeeded', total: 1 + elsewhere });
    expect(sandbox.plivo.application(account.id, id).answer_url).toContain('https://calls.example.com/');
    expect(account.carrier.counters.writes).toBe(1 + elsewhere);
    expect(urlsOf(drifted)).toEqual(account.addresses.map(() => true));
  });

  it('does nothing when the carrier fails while it is checked, and answers its fault', async () => {
    const drifted = await drift('vonage', 2, 1);
    const { plan_hash: hash } = await planOf(drifted);
    drifted.account.carrier.fail({ status: 401, match: { method: 'GET' } });
    expectProblem(await api.post(drifted.reconcile, { plan_hash: hash }), 'provider_unauthorized');
    expectProblem(await api.post(`${drifted.reconcile}?dry_run=true`, {}), 'provider_unauthorized');
  });

  it('is refused when it is no hash, and for others than the owner there is nothing', async () => {
    const drifted = await drift('twilio', 1, 1);
    const { plan_hash: hash } = await planOf(drifted);
    for (const wrong of ['', 'short', `${hash}A`, 7, {}]) {
      expectProblem(await api.post(drifted.reconcile, { plan_hash: wrong }), 'validation_failed');
    }
    const stranger = await app.organization('Stranger');
    for (const body of [{}, { plan_hash: hash }]) {
      expectProblem(await stranger.post(drifted.reconcile, body), 'telephony_config_not_found');
    }
    expectProblem(await stranger.post(`${drifted.reconcile}?dry_run=true`, {}), 'telephony_config_not_found');
  });

  it('goes on as long as its last number is deleted meanwhile', async () => {
    const drifted = await drift('twilio', 1, 1);
    const { plan_hash: hash } = await planOf(drifted);
    const answer = await api.post(drifted.reconcile, { plan_hash: hash });
    expect(answer.status).toBe(202);
    await eventually(
      () => api.delete(drifted.path(0)),
      ({ status }) => status === 200,
    );
    const look = async (): Promise<ApiResponse['body']> => (await api.get(`${JOBS}/${answer.body.job_id}`)).body;
    await eventually(look, ({ finished_at: finishedAt }) => finishedAt !== null);
  });
});
