import { createApiKey } from '../factories/api-key.factory.js';
import { createNumber } from '../factories/phone-number.factory.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { hurryTimeouts } from '../support/hurry.js';
import { CONFIGS, numbersOf } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

type Link = { link: string; status: string; reason: string | null; checked_at: string | null };

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  // Nobody listens there.
  app = await TestApp.start({ carrierBaseUrls: sandbox.env, publicBaseUrl: 'http://127.0.0.1:9' });
  api = await app.organization('Acme');
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

interface Bound {
  account: CarrierAccount;
  configId: number;
  path: string;
}

async function bound(provider: string): Promise<Bound> {
  const account = openAccount(sandbox, provider);
  const registered = await registerAccount(api, account);
  const { id } = await registered.add(account.addresses[0] ?? '');
  return { account, configId: registered.configId, path: `${registered.numbers}/${id}/path` };
}

const linkOf = ({ body }: ApiResponse, name: string): Link => {
  const found = (body.links as Link[]).find(({ link }) => link === name);
  if (!found) throw new Error(`no link ${name}`);
  return found;
};

describe('a stored path', () => {
  it('is answered without asking anybody, and says what nobody has looked at', async () => {
    const config = await createConfig(api);
    const { id } = await createNumber(api, config.id);
    sandbox.twilio.forgetRequests();
    const answer = await api.get(`${numbersOf(config.id)}/${id}/path`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ verdict: 'broken', first_failure: 'workflow_active', checked_at: null });
    for (const name of ['credentials_work', 'number_owned', 'webhook_is_ours', 'public_url_reachable']) {
      expect(linkOf(answer, name)).toMatchObject({ status: 'unknown', reason: null, checked_at: null });
    }
    expect(sandbox.twilio.requests).toEqual([]);
  });

  it('knows from the sync what the carrier does', async () => {
    const { path } = await bound('plivo');
    const answer = await api.get(path);
    for (const name of ['credentials_work', 'number_owned', 'number_bound_to_application', 'webhook_is_ours']) {
      expect(linkOf(answer, name)).toMatchObject({ status: 'ok', reason: null, checked_at: expect.any(String) });
    }
  });

  it('is readable with the scope read, and checked with the scope write only', async () => {
    const { path, configId } = await bound('twilio');
    const reader = app.client((await createApiKey(api, ['read'])).key);
    expect((await reader.get(path)).status).toBe(200);
    expectProblem(await reader.post(`${path}/check`), 'insufficient_scope');
    expectProblem(await reader.post(`${CONFIGS}/${configId}/verify`), 'insufficient_scope');
    const stranger = await app.organization('Rival');
    expectProblem(await stranger.get(path), 'phone_number_not_found');
    expectProblem(await stranger.post(`${path}/check`), 'phone_number_not_found');
    expectProblem(await stranger.post(`${CONFIGS}/${configId}/verify`), 'telephony_config_not_found');
  });
});

describe.each(['twilio', 'plivo', 'vonage'])('a check of a %s number', (provider) => {
  it('writes nothing at the carrier, and leaves the state of the sync as it is', async () => {
    const { account, path } = await bound(provider);
    account.sendElsewhere(account.addresses[0] ?? '');
    const [before, { writes }] = [account.record(account.addresses[0] ?? ''), account.carrier.counters];
    expect((await api.post(`${path}/check`)).body.verdict).toBe('broken');
    expect(account.record(account.addresses[0] ?? '')).toEqual(before);
    expect(account.carrier.counters.writes).toBe(writes);
    expect((await api.get(path.replace('/path', ''))).body.provider_sync).toMatchObject({ state: 'in_sync' });
  });

  it.each<[string, number, string]>([
    ['is down', 503, 'provider_unreachable'],
    ['refuses the request', 400, 'provider_refused'],
  ])(
    'says what could not be seen when the carrier %s, and keeps what was seen before',
    async (_what, status, reason) => {
      const { account, path } = await bound(provider);
      account.carrier.fail({ status });
      const answer = await api.post(`${path}/check`);
      account.carrier.clearFaults();
      expect(answer.status).toBe(200);
      for (const name of ['credentials_work', 'number_owned', 'webhook_is_ours']) {
        expect(linkOf(answer, name)).toMatchObject({ status: 'unknown', reason });
      }
      expect(answer.body.first_failure).toBe('public_url_reachable');
      expect(JSON.stringify(answer.body)).not.toContain(account.id);
      const stored = await api.get(path);
      for (const name of ['credentials_work', 'number_owned']) {
        expect(linkOf(stored, name)).toMatchObject({ status: 'ok', reason: null });
      }
    },
  );
});

describe('a check at a carrier that hangs', () => {
  let goBackToRealTime: () => void;

  beforeAll(() => {
    goBackToRealTime = hurryTimeouts(20);
  });

  afterAll(() => goBackToRealTime());

  it('ends in time', async () => {
    const { account, path } = await bound('plivo');
    account.carrier.hang();
    const startedAt = performance.now();
    const answer = await api.post(`${path}/check`);
    account.carrier.clearFaults();
    expect(performance.now() - startedAt).toBeLessThan(2 * (15_000 / 20));
    for (const name of ['credentials_work', 'number_owned', 'webhook_is_ours']) {
      expect(linkOf(answer, name)).toMatchObject({ status: 'unknown', reason: 'provider_unreachable' });
    }
  });
});

describe('the public URL', () => {
  it('is kept with the outcome of the last try, and is the current one', async () => {
    const { path } = await bound('twilio');
    const answer = await api.post(`${path}/check`);
    expect(linkOf(answer, 'public_url_reachable')).toMatchObject({
      status: 'failed',
      reason: 'public_url_unreachable',
    });
    expect(linkOf(await api.get(path), 'public_url_reachable')).toMatchObject({ status: 'failed' });
    const rows = await runSql(app.database.url, 'SELECT url, is_reachable, reason FROM public_urls WHERE is_current');
    expect(rows).toEqual([{ url: 'http://127.0.0.1:9', is_reachable: false, reason: 'public_url_unreachable' }]);
  });

  it('is marked as that of this installation where it leads here', async () => {
    const { headers } = await app.client(null).get('/healthz');
    expect(headers.get('dialplane-installation')).toMatch(/^[\w-]{16}$/);
  });
});

describe('a verification', () => {
  const verify = ({ configId }: Bound): Promise<ApiResponse> => api.post(`${CONFIGS}/${configId}/verify`);
  const stored = async ({ configId }: Bound): Promise<ApiResponse['body']> =>
    (await api.get(`${CONFIGS}/${configId}`)).body;

  it.each(['twilio', 'plivo', 'vonage'])(
    'of a %s account says whether the credentials work, and keeps it',
    async (provider) => {
      const subject = await bound(provider);
      const works = await verify(subject);
      expect(works).toMatchObject({ status: 200, body: { ok: true, reason: null, faults: [] } });
      subject.account.carrier.fail({ status: 401 });
      const refused = await verify(subject);
      expect(refused).toMatchObject({ status: 200, body: { ok: false, reason: 'provider_unauthorized', faults: [] } });
      expect(await stored(subject)).toMatchObject({ credentials_fault: 'provider_unauthorized' });
      expect(linkOf(await api.get(subject.path), 'credentials_work')).toMatchObject({ status: 'failed' });
      subject.account.carrier.clearFaults();
      expect((await verify(subject)).body.ok).toBe(true);
      const { credentials_fault: fault, credentials_checked_at: checkedAt } = await stored(subject);
      expect(fault).toBeNull();
      expect(Date.parse(checkedAt)).toBeGreaterThanOrEqual(Date.parse(refused.body.checked_at));
    },
  );

  it('that the carrier does not answer says so and keeps nothing', async () => {
    const subject = await bound('twilio');
    const before = await stored(subject);
    subject.account.carrier.fail({ status: 503 });
    const answer = await verify(subject);
    subject.account.carrier.clearFaults();
    expect(answer).toMatchObject({ status: 200, body: { ok: false, reason: 'provider_unreachable', faults: [] } });
    expect(await stored(subject)).toEqual(before);
  });

  it('names the credential that is wrong although the sign-in works', async () => {
    const subject = await bound('vonage');
    const config = { application_id: '11111111-2222-4333-8444-555555555555' };
    await api.patch(`${CONFIGS}/${subject.configId}?verify_credentials=false`, { config });
    const answer = await verify(subject);
    expect(answer.body).toMatchObject({ ok: false, reason: 'application_not_found' });
    expect(answer.body.faults).toEqual([{ field: 'application_id', detail: expect.any(String) }]);
    expect(linkOf(await api.post(`${subject.path}/check`), 'credentials_work')).toMatchObject({ status: 'ok' });
  });
});
