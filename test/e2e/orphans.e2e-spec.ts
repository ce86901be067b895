import { createTenant } from '../factories/organization.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount, PROVIDERS } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { endOfAccepted } from '../support/job.js';
import { CONFIGS, numbersOf, ORPHANS, UNVERIFIED_CONFIGS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const THEIR_URL = 'https://ivr.example.net/answer';
const WRITES = { method: /^(POST|PUT|PATCH|DELETE)$/ };

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;
let organizationId: number;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  ({ api, id: organizationId } = await createTenant(app, 'Acme'));
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

afterEach(() => {
  for (const provider of PROVIDERS) sandbox[provider].clearFaults();
});

async function orphansOf(client: ApiClient = api): Promise<ApiResponse['body'][]> {
  const page = await client.get(`${ORPHANS}?limit=1000&order=desc`);
  expect(page.status).toBe(200);
  return page.body.orphans;
}

/** @param accountId where the carrier's ids are those of other accounts too */
async function orphanOf(externalId: string, accountId = ''): Promise<ApiResponse['body']> {
  const ending = accountId.slice(-4);
  return (await orphansOf()).find((row) => row.external_id === externalId && row.account_id.endsWith(ending));
}

const clean = (orphan: { id: number }, client: ApiClient = api): Promise<ApiResponse> =>
  client.post(`${ORPHANS}/${orphan.id}/clean`);

/** Binds the first number of the account and deletes it by force while the carrier refuses every change. */
async function leaveBehind(account: CarrierAccount) {
  const [address = ''] = account.addresses;
  const registered = await registerAccount(api, account);
  const { id } = await registered.add(address);
  account.carrier.fail({ status: 400, match: WRITES });
  expect((await api.delete(`${registered.numbers}/${id}?force=true`)).status).toBe(200);
  account.carrier.clearFaults();
  return { address, registered };
}

describe.each(PROVIDERS)('a number that was left behind at %s', (provider) => {
  it('is shown and given back exactly as it was before', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    const before = account.record(address);
    await leaveBehind(account);
    expect(account.record(address)).not.toEqual(before);
    const orphan = await orphanOf(address);
    expect(orphan).toMatchObject({
      provider,
      account_id: account.id.length > 8 ? `****${account.id.slice(-4)}` : '****',
      kind: 'phone_number',
      reason: 'provider_refused',
      detail: expect.stringMatching(/refused/),
      can_clean: true,
    });
    expect(Object.values(orphan.saved_settings)).toContainEqual(expect.any(String));
    expect((await api.get(`${ORPHANS}/${orphan.id}`)).body).toEqual(orphan);

    const cleaned = await clean(orphan);
    expect(cleaned).toMatchObject({
      status: 200,
      body: { result: 'restored', changed_fields: [], settled_orphans: 1 },
    });
    expect(account.record(address)).toEqual(before);
    expectProblem(await api.get(`${ORPHANS}/${orphan.id}`), 'orphan_not_found');
    expectProblem(await clean(orphan), 'orphan_not_found');
  });

  it('is left alone when somebody changed it since, and that is said', async () => {
    const account = openAccount(sandbox, provider);
    const { address } = await leaveBehind(account);
    account.sendElsewhere(address);
    const before = account.carrier.whoAnswers(address);
    const cleaned = await clean(await orphanOf(address));
    expect(cleaned.body).toMatchObject({
      result: 'left_alone',
      changed_fields: expect.arrayContaining([expect.any(String)]),
    });
    expect(cleaned.body.message).toContain(cleaned.body.changed_fields[0]);
    expect(account.carrier.whoAnswers(address).url).toBe(before.url);
    expect(await orphanOf(address)).toBeUndefined();
  });

  it('is gone when the account does not have it any more', async () => {
    const account = openAccount(sandbox, provider);
    const { address } = await leaveBehind(account);
    account.remove(address);
    expect((await clean(await orphanOf(address))).body).toMatchObject({ result: 'gone', settled_orphans: 1 });
    expect(await orphanOf(address)).toBeUndefined();
  });

  it('stays an orphan while the carrier is at fault', async () => {
    const account = openAccount(sandbox, provider);
    const { address } = await leaveBehind(account);
    const orphan = await orphanOf(address);
    const faults = [
      [401, 'provider_unauthorized'],
      [400, 'provider_refused'],
    ] as const;
    for (const [status, code] of faults) {
      account.carrier.fail({ status });
      const refused = await clean(orphan);
      expectProblem(refused, code);
      expect(JSON.stringify(refused.body)).not.toContain(account.id);
      account.carrier.clearFaults();
    }
    expect(await orphanOf(address)).toEqual(orphan);
    expect((await clean(orphan)).body.result).toBe('restored');
  });

  it('is not touched once it is registered again', async () => {
    const account = openAccount(sandbox, provider);
    const { address, registered } = await leaveBehind(account);
    await registered.add(address);
    const orphan = await orphanOf(address);
    account.carrier.forgetRequests();
    expect((await clean(orphan)).body).toMatchObject({ result: 'obsolete', settled_orphans: 1 });
    expect(account.carrier.requests).toEqual([]);
    expect(await orphanOf(address)).toBeUndefined();
  });

  it('waits for a configuration of its account', async () => {
    const account = openAccount(sandbox, provider);
    const { address, registered } = await leaveBehind(account);
    account.carrier.fail({ status: 400, match: WRITES });
    expect((await api.delete(`${CONFIGS}/${registered.configId}`)).status).toBe(200);
    account.carrier.clearFaults();
    const orphan = await orphanOf(address);
    expect(orphan.can_clean).toBe(false);
    const refused = await clean(orphan);
    expectProblem(refused, 'orphan_without_account');
    expect(refused.body.detail).toContain('Add a configuration');

    // The account of another organization is of no use.
    await registerAccount(await app.organization('Rival'), account);
    expectProblem(await clean(orphan), 'orphan_without_account');
    await registerAccount(api, account);
    expect((await orphanOf(address)).can_clean).toBe(true);
    expect((await clean(orphan)).body.result).toBe('restored');
  });
});

describe('an orphan', () => {
  it('ends with all records of the same thing, and what was there before us is remembered through them', async () => {
    const account = openAccount(sandbox, 'twilio');
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    const before = account.record(address);
    const { registered } = await leaveBehind(account);
    const { id } = await registered.add(address);
    account.carrier.fail({ status: 400, match: WRITES });
    expect((await api.delete(`${registered.numbers}/${id}?force=true`)).status).toBe(200);
    account.carrier.clearFaults();
    const same = (await orphansOf()).filter((orphan) => orphan.external_id === address);
    expect(same).toHaveLength(2);
    expect((await clean(same[0])).body).toMatchObject({ result: 'restored', settled_orphans: 2 });
    expect(account.record(address)).toEqual(before);
    expectProblem(await api.get(`${ORPHANS}/${same[1].id}`), 'orphan_not_found');
  });

  it('can be forgotten without asking the carrier', async () => {
    const account = openAccount(sandbox, 'twilio');
    const { address } = await leaveBehind(account);
    const orphan = await orphanOf(address);
    const before = account.record(address);
    account.carrier.forgetRequests();
    expect((await api.delete(`${ORPHANS}/${orphan.id}`)).status).toBe(200);
    expect(account.carrier.requests).toEqual([]);
    expect(account.record(address)).toEqual(before);
    expectProblem(await api.delete(`${ORPHANS}/${orphan.id}`), 'orphan_not_found');
  });

  it('of another organization does not exist', async () => {
    const account = openAccount(sandbox, 'twilio');
    const { address } = await leaveBehind(account);
    const orphan = await orphanOf(address);
    const rival = await app.organization('Other rival');
    await registerAccount(rival, account);
    expect(await orphansOf(rival)).toEqual([]);
    expectProblem(await rival.get(`${ORPHANS}/${orphan.id}`), 'orphan_not_found');
    expectProblem(await clean(orphan, rival), 'orphan_not_found');
    expectProblem(await rival.delete(`${ORPHANS}/${orphan.id}`), 'orphan_not_found');
    expect(await orphanOf(address)).toEqual(orphan);
  });

  it('is found by provider, kind and reason', async () => {
    const { api: other, id } = await createTenant(app, 'Filters');
    await runSql(
      app.database.url,
      `INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason) VALUES
         ($1, 'twilio', 'AC1', 'phone_number', '+14155550101', 'account_changed'),
         ($1, 'plivo', 'MA1', 'application', '17', 'remove_failed'),
         ($1, 'plivo', 'MA1', 'phone_number', '+14155550102', 'provider_refused')`,
      [id],
    );
    const found = async (query: string): Promise<string[]> =>
      (await other.get(`${ORPHANS}?${query}`)).body.orphans.map((row: { external_id: string }) => row.external_id);
    expect(await found('provider=plivo')).toEqual(['17', '+14155550102']);
    expect(await found('kind=phone_number')).toEqual(['+14155550101', '+14155550102']);
    expect(await found('reason=remove_failed')).toEqual(['17']);
    expect(await found('provider=plivo&kind=phone_number&reason=remove_failed')).toEqual([]);
    expectProblem(await other.get(`${ORPHANS}?kind=contract`), 'invalid_parameter');
  });
});

describe('an application that was left behind', () => {
  it('is removed when it was made for us', async () => {
    const account = openAccount(sandbox, 'plivo');
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    await registered.add(address);
    const [application] = sandbox.plivo.applications(account.id);
    sandbox.plivo.fail({ status: 403, match: { method: 'DELETE' } });
    const accepted = await api.delete(`${CONFIGS}/${registered.configId}?force=true`);
    // The record is there before the carrier is asked; only the end of the job says that the carrier has refused.
    expect((await endOfAccepted(api, accepted)).state).toBe('succeeded');
    const orphan = await orphanOf(application?.app_id ?? '', account.id);
    sandbox.plivo.clearFaults();
    expect(orphan).toMatchObject({ kind: 'application', reason: 'remove_failed', can_clean: false });
    await registerAccount(api, account);
    expect((await clean(orphan)).body).toMatchObject({ result: 'removed', settled_orphans: 1 });
    expect(sandbox.plivo.applications(account.id)).toEqual([]);
  });

  /** A configuration whose application is the account owner's own, with one number left behind together with it. */
  async function leaveNamed(numbers = 1) {
    const account = openAccount(sandbox, 'plivo', numbers);
    const seed = { app_name: 'ivr', answer_url: THEIR_URL, answer_method: 'GET' as const };
    const { app_id: applicationId } = sandbox.plivo.addApplication(account.id, seed);
    const application = (): object => sandbox.plivo.application(account.id, applicationId);
    const before = application();
    const named = { ...account, credentials: { ...account.credentials, application_id: applicationId } };
    const left = await leaveBehind(named);
    return { ...left, account, applicationId, application, before };
  }

  it('is recorded with the number that was deleted by force, and given back', async () => {
    const { account, address, applicationId, application, before } = await leaveNamed();
    expect(application()).not.toEqual(before);
    const [number, orphan] = [await orphanOf(address), await orphanOf(applicationId, account.id)];
    expect(orphan).toMatchObject({ kind: 'application', reason: 'provider_refused', can_clean: true });
    expect(Object.values(orphan.saved_settings)).toContain(THEIR_URL);
    expect((await clean(orphan)).body.result).toBe('restored');
    expect(application()).toEqual(before);
    expect((await clean(number)).body.result).toBe('restored');
    expect(sandbox.plivo.number(address).appId).toBeNull();
    expect(account.carrier.whoAnswers(address).url).toBeUndefined();
  });

  it('is not recorded while another number needs it, and not touched once one does again', async () => {
    const { registered, applicationId, account, application } = await leaveNamed(3);
    const [, second = '', third = ''] = account.addresses;
    const { id } = await registered.add(second);
    const pointed = application();
    const orphan = await orphanOf(applicationId, account.id);
    expect((await clean(orphan)).body).toMatchObject({ result: 'obsolete' });
    expect(application()).toEqual(pointed);

    await registered.add(third);
    account.carrier.fail({ status: 400, match: WRITES });
    expect((await api.delete(`${numbersOf(registered.configId)}/${id}?force=true`)).status).toBe(200);
    account.carrier.clearFaults();
    expect(await orphanOf(second)).toMatchObject({ kind: 'phone_number' });
    expect(await orphanOf(applicationId, account.id)).toBeUndefined();
  });

  it('comes with its numbers when a configuration moves to another account', async () => {
    const account = openAccount(sandbox, 'plivo');
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    await registered.add(address);
    const other = openAccount(sandbox, 'plivo');
    const config = { ...other.credentials, application_id: null };
    expect((await api.patch(`${CONFIGS}/${registered.configId}`, { config })).status).toBe(200);
    expect(await orphanOf(address)).toMatchObject({ reason: 'account_changed', can_clean: false });
    const [application] = sandbox.plivo.applications(account.id);
    await api.post(UNVERIFIED_CONFIGS, { name: 'Old account', config: { provider: 'plivo', ...account.credentials } });
    expect((await clean(await orphanOf(address))).body.result).toBe('restored');
    expect((await clean(await orphanOf(application?.app_id ?? '', account.id))).body.result).toBe('removed');
    expect(sandbox.plivo.applications(account.id)).toEqual([]);
    expect(sandbox.plivo.number(address).appId).toBeNull();
  });
});

describe('a trunk that was left behind', () => {
  it('is at an end where the provider has no trunks', async () => {
    const account = openAccount(sandbox, 'twilio');
    await registerAccount(api, account);
    await runSql(
      app.database.url,
      `INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason)
       VALUES ($1, 'twilio', $2, 'trunk', 'TK-left', 'provider_refused')`,
      [organizationId, account.id],
    );
    expect((await clean(await orphanOf('TK-left'))).body).toMatchObject({ result: 'gone', settled_orphans: 1 });
  });
});
