import type { ApiClient, ApiResponse } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOfAccepted } from '../support/job.js';
import { INVENTORY_PROVIDERS } from '../support/inventory-providers.js';
import { CONFIGS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import type { RegisteredAccount } from '../support/registered-account.js';
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

interface Watched {
  account: CarrierAccount;
  registered: RegisteredAccount;
  /** Paths of its numbers, in the order of the account's addresses. */
  paths: string[];
  config: string;
}

/** An account of which every number is bound, unless said otherwise. */
async function watch(
  provider: string,
  { numbers = 1, bound = numbers, policy }: { numbers?: number; bound?: number; policy?: 'repair' } = {},
): Promise<Watched> {
  const account = openAccount(sandbox, provider, numbers);
  const registered = await registerAccount(api, account);
  const config = `${CONFIGS}/${registered.configId}`;
  if (policy) expect((await api.patch(config, { drift_policy: policy })).status).toBe(200);
  const paths: string[] = [];
  for (const [index, address] of account.addresses.entries()) {
    const { id } = await registered.add(address, { bound: index < bound });
    paths.push(`${registered.numbers}/${id}`);
  }
  return { account, registered, paths, config };
}

async function reconcile({ config }: Watched): Promise<ApiResponse['body']> {
  return endOfAccepted(api, await api.post(`${config}/reconcile`, {}));
}

async function syncOf(path: string): Promise<ApiResponse['body']> {
  return (await api.get(path)).body.provider_sync;
}

async function settled(path: string, state: string): Promise<ApiResponse['body']> {
  return eventually(
    () => syncOf(path),
    (sync) => sync.state === state,
  );
}

function rowOf(path: string): Promise<object[]> {
  return runSql(
    app.database.url,
    `SELECT state, reason, message, drift, attempts, last_attempt_at, next_attempt_at, wanted_revision, saved_settings,
            applied_settings, gone_at FROM phone_number_syncs WHERE phone_number_id = $1`,
    [Number(path.split('/').at(-1))],
  );
}

const isUs = (account: CarrierAccount, address: string): boolean =>
  account.carrier.whoAnswers(address).url?.startsWith('https://calls.example.com/') === true;

describe.each(INVENTORY_PROVIDERS)('an account at %s', (provider) => {
  it('that nobody changed stays as it is, for one call a page and one for the application', async () => {
    const watched = await watch(provider, { numbers: 3, bound: 2 });
    const { account, paths, config } = watched;
    const rows = await Promise.all(paths.map(rowOf));
    account.carrier.forgetRequests();
    expect(await reconcile(watched)).toMatchObject({ state: 'succeeded', message: null });
    const hasApplication = account.carrier.whoAnswers(account.addresses[0] ?? '').kind === 'application';
    expect(account.carrier.requests).toHaveLength(hasApplication ? 2 : 1);
    expect(account.carrier.counters.writes).toBe(0);
    expect(await Promise.all(paths.map(rowOf))).toEqual(rows);
    expect((await api.get(config)).body).toMatchObject({ reconciled_at: expect.any(String), reconcile_fault: null });
  });

  it('of which somebody sent a number elsewhere is reported, field by field, and left alone', async () => {
    const watched = await watch(provider, { numbers: 2 });
    const { account, paths } = watched;
    const [changed = '', other = ''] = account.addresses;
    account.sendElsewhere(changed);
    account.carrier.forgetRequests();
    await reconcile(watched);
    const sync = await syncOf(paths[0] ?? '');
    expect(sync).toMatchObject({ ok: false, state: 'drifted', reason: 'changed_at_provider' });
    expect(sync.drift.length).toBeGreaterThan(0);
    for (const difference of sync.drift) {
      expect(sync.message).toContain(difference.field);
      expect(difference.carrier_value).not.toEqual(difference.wanted_value);
    }
    expect(await syncOf(paths[1] ?? '')).toMatchObject({ ok: true, state: 'in_sync', drift: null });
    expect(account.carrier.counters.writes).toBe(0);
    expect([isUs(account, changed), isUs(account, other)]).toEqual([false, true]);
    // Synced by hand it is set again, and nothing of the drift is left.
    expect((await api.post(`${paths[0]}/sync`)).body.provider_sync).toMatchObject({ state: 'in_sync', drift: null });
    expect(isUs(account, changed)).toBe(true);
  });

  it('of which somebody sent a number elsewhere is repaired, and gives back what it found', async () => {
    const watched = await watch(provider, { numbers: 2, policy: 'repair' });
    const { account, paths } = watched;
    const [changed = ''] = account.addresses;
    account.sendElsewhere(changed);
    const { kind, url } = account.carrier.whoAnswers(changed);
    await reconcile(watched);
    await settled(paths[0] ?? '', 'in_sync');
    expect(isUs(account, changed)).toBe(true);
    expect((await api.delete(paths[0] ?? '')).status).toBe(200);
    expect(account.carrier.whoAnswers(changed)).toMatchObject({ kind, ...(url && { url }) });
  });

  it('that lost a number says so and since when, and finds it again', async () => {
    const watched = await watch(provider, { numbers: 3, bound: 2 });
    const { account, paths } = watched;
    const [gone = ''] = account.addresses;
    account.remove(gone);
    await reconcile(watched);
    const path = paths[0] ?? '';
    expect(await syncOf(path)).toMatchObject({ ok: false, state: 'failed', reason: 'not_owned_at_provider' });
    const [row] = (await rowOf(path)) as [{ gone_at: Date }];
    expect(row.gone_at).toBeInstanceOf(Date);
    expect(await syncOf(paths[1] ?? '')).toMatchObject({ state: 'in_sync' });
    expect(await syncOf(paths[2] ?? '')).toMatchObject({ state: 'not_applicable' });
    await reconcile(watched);
    expect(await rowOf(path)).toMatchObject([{ gone_at: row.gone_at }]);

    // Where numbers are created on request, a sync makes it again.
    if (!account.putBack) await api.post(`${path}/sync`);
    account.putBack?.(gone);
    await reconcile(watched);
    await settled(path, 'in_sync');
    expect(await rowOf(path)).toMatchObject([{ gone_at: null }]);
    expect(isUs(account, gone)).toBe(true);
  });

  it('that stops answering in the middle leaves everything as it was known, and the fault on record', async () => {
    const watched = await watch(provider, { numbers: 2 });
    const { account, paths, config } = watched;
    account.sendElsewhere(account.addresses[0] ?? '');
    const rows = await Promise.all(paths.map(rowOf));
    account.carrier.fail({ status: 503 });
    const job = await reconcile(watched);
    expect(job).toMatchObject({ state: 'failed', message: expect.stringContaining(account.displayName) });
    account.carrier.clearFaults();
    expect(await Promise.all(paths.map(rowOf))).toEqual(rows);
    expect((await api.get(config)).body).toMatchObject({
      reconciled_at: null,
      reconcile_fault: 'provider_unreachable',
    });
  });
});

/** Accounts whose numbers ring through an application, and how somebody changes or deletes it. */
const APPLICATIONS = {
  plivo: (account: CarrierAccount, id: string, url: string) =>
    sandbox.plivo.editApplication(account.id, id, { answer_url: url }),
  vonage: ({ id: apiKey }: CarrierAccount, id: string, url: string) => {
    const webhooks = { answer_url: { address: url, http_method: 'POST' as const } };
    sandbox.vonage.editApplication(apiKey, id, { capabilities: { voice: { signed_callbacks: true, webhooks } } });
  },
} as const;

describe.each(['plivo', 'vonage'] as const)('an application at %s', (provider) => {
  const changeApplication = ({ account }: Watched): string => {
    const { id = '' } = account.carrier.whoAnswers(account.addresses[0] ?? '');
    APPLICATIONS[provider](account, id, 'https://elsewhere.example.net/answer');
    return id;
  };

  it('that somebody changed makes all its bound numbers drifted, until one of them is synced', async () => {
    const watched = await watch(provider, { numbers: 3, bound: 2 });
    const { account, paths } = watched;
    changeApplication(watched);
    account.carrier.forgetRequests();
    await reconcile(watched);
    for (const path of paths.slice(0, 2)) {
      const sync = await syncOf(path);
      expect(sync).toMatchObject({ ok: false, state: 'drifted', reason: 'application_changed_at_provider' });
      expect(sync.drift[0].carrier_value).toBe('https://elsewhere.example.net/answer');
    }
    expect(await syncOf(paths[2] ?? '')).toMatchObject({ state: 'not_applicable' });
    expect(account.carrier.counters.writes).toBe(0);
    expect((await api.post(`${paths[0]}/sync`)).body.provider_sync.state).toBe('in_sync');
    await reconcile(watched);
    expect(await syncOf(paths[1] ?? '')).toMatchObject({ ok: true, state: 'in_sync', drift: null });
    expect(account.addresses.slice(0, 2).every((address) => isUs(account, address))).toBe(true);
  });

  it('that somebody changed is repaired once, not once for each number', async () => {
    const watched = await watch(provider, { numbers: 4, policy: 'repair' });
    const { account, paths } = watched;
    changeApplication(watched);
    account.carrier.forgetRequests();
    await reconcile(watched);
    await eventually(
      () => Promise.resolve(isUs(account, account.addresses[3] ?? '')),
      (isRight) => isRight,
    );
    for (const path of paths) await settled(path, 'in_sync');
    expect(account.carrier.counters.writes).toBe(1);
  });

  it('that is deleted fails all its bound numbers', async () => {
    const watched = await watch(provider, { numbers: 2 });
    const { account, paths } = watched;
    const id = changeApplication(watched);
    account.carrier.fail({ status: 404, match: { method: 'GET', path: new RegExp(`pplications?/${id}`, 'i') } });
    await reconcile(watched);
    for (const path of paths) {
      expect(await syncOf(path)).toMatchObject({ state: 'failed', reason: 'application_not_found' });
    }
  });
});

describe('a comparison', () => {
  it('finds a failed number that was repaired by hand', async () => {
    const watched = await watch('twilio');
    const { account, paths } = watched;
    const [path = ''] = paths;
    account.sendElsewhere(account.addresses[0] ?? '');
    account.carrier.fail({ status: 400, match: { method: 'POST' } });
    expect((await api.post(`${path}/sync`)).body.provider_sync).toMatchObject({
      state: 'failed',
      reason: 'provider_refused',
    });
    account.carrier.clearFaults();
    await reconcile(watched);
    expect(await syncOf(path)).toMatchObject({ state: 'failed', reason: 'provider_refused' });
    const { answerUrl, fallbackUrl } = {
      answerUrl: 'https://calls.example.com/api/v1/telephony/inbound/twilio',
      fallbackUrl: 'https://calls.example.com/api/v1/telephony/inbound/fallback',
    };
    sandbox.twilio.editNumber(account.addresses[0] ?? '', { voice_url: answerUrl, voice_fallback_url: fallbackUrl });
    await reconcile(watched);
    expect(await syncOf(path)).toMatchObject({ ok: true, state: 'in_sync', reason: null });
  });

  it.each([
    ['unbinds', 'detached', { clear_inbound_workflow: true }],
    ['syncs', 'in_sync', null],
  ] as const)('does not overrule whoever %s a number while the page is on its way', async (_, state, edit) => {
    const watched = await watch('twilio', { policy: 'repair' });
    const { account, paths } = watched;
    const [path = ''] = paths;
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    // The carrier has read the page, with the number elsewhere, when somebody comes in between.
    account.carrier.delay(1_500, { match: { path: /IncomingPhoneNumbers\.json/ }, afterApplying: true, times: 1 });
    const answer = await api.post(`${watched.config}/reconcile`, {});
    await eventually(
      () => Promise.resolve(account.carrier.count({ path: /IncomingPhoneNumbers\.json/ })),
      (count) => count > 0,
    );
    await (edit ? api.put(path, edit) : api.post(`${path}/sync`));
    const row = await rowOf(path);
    expect(row).toMatchObject([{ state }]);
    account.carrier.forgetRequests();
    expect(await endOfAccepted(api, answer)).toMatchObject({ state: 'succeeded' });
    expect(await rowOf(path)).toEqual(row);
    expect(account.carrier.counters.writes).toBe(0);
  });

  it('asks once more for a number that slipped from one page to another before it says that it is gone', async () => {
    const watched = await watch('plivo', { numbers: 22 });
    const { account, paths } = watched;
    let pages = 0;
    const stop = account.carrier.onRequest({ method: 'GET', path: /\/Number\/$/ }, () => {
      pages += 1;
      // A number of the first page is given up, and those after it move up.
      if (pages === 2) account.remove(account.addresses[0] ?? '');
    });
    await reconcile(watched);
    stop();
    expect(pages).toBe(2);
    const states = await Promise.all(paths.slice(1).map(async (path) => (await syncOf(path)).state));
    expect(new Set(states)).toEqual(new Set(['in_sync']));
  });

  it('is refused for a parked configuration, and without a public URL it says so', async () => {
    const watched = await watch('twilio');
    await runSql(app.database.url, 'UPDATE telephony_configurations SET inactive_since = now() WHERE id = $1', [
      watched.registered.configId,
    ]);
    expectProblem(await api.post(`${watched.config}/reconcile`, {}), 'config_inactive');
    expectProblem(await api.post(`${watched.config}/reconcile?dry_run=true`, {}), 'config_inactive');
    await runSql(app.database.url, 'UPDATE telephony_configurations SET inactive_since = NULL WHERE id = $1', [
      watched.registered.configId,
    ]);
    const beside = await TestApp.start({ carrierBaseUrls: sandbox.env, publicBaseUrl: null });
    try {
      const tenant = await beside.organization();
      const account = openAccount(sandbox, 'twilio');
      const { configId } = await registerAccount(tenant, account);
      expectProblem(await tenant.post(`${CONFIGS}/${configId}/reconcile?dry_run=true`, {}), 'public_base_url_missing');
      const job = await endOfAccepted(tenant, await tenant.post(`${CONFIGS}/${configId}/reconcile`, {}));
      expect(job).toMatchObject({ state: 'failed', message: expect.stringContaining('PUBLIC_BASE_URL') });
      expect((await tenant.get(`${CONFIGS}/${configId}`)).body.reconcile_fault).toBe('public_base_url_missing');
    } finally {
      await beside.stop();
    }
  });
});
