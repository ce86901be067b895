import { randomBytes } from 'node:crypto';
import { SigningSecrets } from '../../src/telephony/rotation/signing-secrets.js';
import { EncryptionKeyCheck } from '../../src/telephony/configs/encryption-key-check.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
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

const aSecret = (): string => randomBytes(16).toString('hex');
const maskOf = (secret: string): string => `****${secret.slice(-4)}`;

/** A configuration with a number that is in sync. */
async function rotating(provider = 'twilio') {
  const account = openAccount(sandbox, provider);
  const [address = ''] = account.addresses;
  const { configId, numbers, add } = await registerAccount(api, account);
  const number = await add(address);
  const path = `${CONFIGS}/${configId}`;
  const secret = `${path}/secondary-secret`;
  account.carrier.forgetRequests();
  return {
    account,
    configId,
    path,
    secret,
    primary: account.credentials['auth_token'] ?? '',
    add: (value: unknown): Promise<ApiResponse> => api.put(secret, { value }),
    promote: (query = ''): Promise<ApiResponse> => api.post(`${secret}/promote${query}`),
    retire: (query = ''): Promise<ApiResponse> => api.delete(`${secret}${query}`),
    show: async (): Promise<ApiResponse['body']> => (await api.get(path)).body,
    number: async (): Promise<ApiResponse['body']> => (await api.get(`${numbers}/${number.id}`)).body,
    used: (value: string, minutesAgo: number): Promise<object[]> =>
      runSql(
        app.database.url,
        `INSERT INTO signing_secret_uses VALUES ($1, $2, now() - make_interval(mins => $3::int))`,
        [configId, app.app.get(SigningSecrets, { strict: false }).fingerprint(configId, value), minutesAgo],
      ),
  };
}

describe('a second signing secret', () => {
  it('is stored sealed, shown masked, and the same one is added once', async () => {
    const config = await rotating();
    const before = await config.show();
    expect(before).toMatchObject({ secondary_secret: null, signing_secret_last_verified_at: null });
    const second = aSecret();
    const added = await config.add(second);
    expect(added).toMatchObject({
      status: 200,
      body: {
        version: before.version + 1,
        secondary_secret: { masked: maskOf(second), added_at: expect.any(String), last_verified_at: null },
        credentials: before.credentials,
      },
    });
    expect(added.headers.get('etag')).toBe(`"${before.version + 1}"`);
    expect((await config.add(second)).body).toEqual(added.body);
    expect(await config.show()).toEqual(added.body);
    const [row] = await runSql<{ text: string }>(
      app.database.url,
      `SELECT row_to_json(c)::text || encode(secondary_ciphertext, 'escape') AS text FROM telephony_configurations c WHERE id = $1`,
      [config.configId],
    );
    expect(row?.text).not.toContain(second);
    expect(config.account.carrier.requests).toEqual([]);
  });

  it('is refused when another is there, and when it is the one in use', async () => {
    const config = await rotating();
    const same = await config.add(config.primary);
    expectProblem(same, 'validation_failed');
    expect(same.body.errors).toMatchObject([{ pointer: '/value' }]);
    // The mask of the credential stands for the credential.
    expectProblem(await config.add(maskOf(config.primary)), 'validation_failed');
    expectProblem(await config.add(`****${aSecret()}`), 'masked_value_stale');
    expect((await config.add(aSecret())).status).toBe(200);
    expectProblem(await config.add(aSecret()), 'secondary_secret_present');
  });

  it('is held against the rules of the provider for the credential, and never repeated', async () => {
    const config = await rotating();
    const canary = `canary-${aSecret()}`;
    for (const value of [`${canary} ${canary}`, `${canary}\n`.repeat(2), canary.repeat(20), '', 5, null, [canary]]) {
      const refused = await config.add(value);
      expectProblem(refused, 'validation_failed');
      expect(new Set(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer))).toEqual(
        new Set(['/value']),
      );
      expect(JSON.stringify(refused.body)).not.toContain(canary);
    }
    expectProblem(await api.put(config.secret, { value: canary, force: true }), 'validation_failed');
    expect((await config.show()).secondary_secret).toBeNull();
  });

  it('changes places with the credential, which stays live', async () => {
    const config = await rotating();
    const second = aSecret();
    await config.add(second);
    sandbox.twilio.addAccount({ accountSid: config.account.id, authToken: second });
    const before = await config.show();
    const promoted = await config.promote();
    expect(promoted).toMatchObject({
      status: 200,
      body: {
        version: before.version + 1,
        sync_job_id: null,
        credentials: { auth_token: maskOf(second), account_sid: before.credentials.account_sid },
        secondary_secret: { masked: maskOf(config.primary) },
        credentials_checked_at: expect.any(String),
      },
    });
    expect(config.account.carrier.counters.writes).toBe(0);
    expect((await config.number()).provider_sync).toMatchObject({ state: 'in_sync' });
    const back = await config.promote('?verify_credentials=false');
    expect(back.body).toMatchObject({
      credentials: { auth_token: maskOf(config.primary) },
      secondary_secret: { masked: maskOf(second) },
    });
    expect((await config.retire()).body.secondary_secret).toBeNull();
  });

  it('is not promoted when the carrier does not take it', async () => {
    const config = await rotating();
    const second = aSecret();
    await config.add(second);
    const before = await config.show();
    const refused = await config.promote();
    expectProblem(refused, 'credentials_rejected');
    expect(JSON.stringify(refused.body)).not.toContain(second);
    config.account.carrier.fail({ status: 503 });
    expectProblem(await config.promote(), 'provider_unreachable');
    config.account.carrier.clearFaults();
    expect(await config.show()).toEqual(before);
    expect((await config.promote('?verify_credentials=false')).body.credentials.auth_token).toBe(maskOf(second));
  });

  it('is not retired within an hour of the last call that it verified, unless forced', async () => {
    const config = await rotating();
    const second = aSecret();
    await config.add(second);
    await config.used(second, 59);
    await config.used(config.primary, 1);
    const shown = await config.show();
    expect(shown.secondary_secret.last_verified_at).toEqual(expect.any(String));
    expect(Date.parse(shown.signing_secret_last_verified_at)).toBeGreaterThan(
      Date.parse(shown.secondary_secret.last_verified_at),
    );
    const refused = await config.retire();
    expectProblem(refused, 'secret_in_use');
    expect(refused.body.detail).toContain('force=true');
    expect(await config.show()).toEqual(shown);
    expect((await config.retire('?force=true')).body).toMatchObject({ secondary_secret: null });

    const third = aSecret();
    await config.add(third);
    await config.used(third, 61);
    expect((await config.retire()).status).toBe(200);
  });

  it('does not exist until it is added', async () => {
    const config = await rotating();
    expectProblem(await config.promote(), 'secondary_secret_missing');
    expectProblem(await config.retire(), 'secondary_secret_missing');
  });

  it('is refused for a provider whose accounts have one secret', async () => {
    const config = await rotating('vonage');
    expectProblem(await config.add(aSecret()), 'secondary_secret_not_supported');
    expectProblem(await config.promote(), 'secondary_secret_not_supported');
    expectProblem(await config.retire(), 'secondary_secret_not_supported');
  });

  it('obeys If-Match', async () => {
    const config = await rotating();
    const stale = { headers: { 'If-Match': '"987"' } };
    expectProblem(await api.put(config.secret, { value: aSecret() }, stale), 'version_mismatch');
    await config.add(aSecret());
    expectProblem(await api.post(`${config.secret}/promote`, undefined, stale), 'version_mismatch');
    expectProblem(await api.delete(config.secret, stale), 'version_mismatch');
    const { version } = await config.show();
    expect((await api.delete(config.secret, { headers: { 'If-Match': `"${version}"` } })).status).toBe(200);
  });

  it('is one when two are added at once', async () => {
    const config = await rotating();
    const answers = await Promise.all([config.add(aSecret()), config.add(aSecret()), config.add(aSecret())]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('is left with the account', async () => {
    const config = await rotating();
    await config.add(aSecret());
    const other = openAccount(sandbox, 'twilio');
    const moved = await api.patch(config.path, { config: other.credentials });
    expect(moved).toMatchObject({ status: 200, body: { secondary_secret: null } });
  });

  it('keeps the service from starting without the key that it was sealed with', async () => {
    const config = await rotating();
    await config.add(aSecret());
    const check = app.app.get(EncryptionKeyCheck, { strict: false });
    const values = [config.configId, 'lost-key'];
    await runSql(app.database.url, 'UPDATE telephony_configurations SET secondary_key_id = $2 WHERE id = $1', values);
    await expect(check.onModuleInit()).rejects.toThrow('lost-key');
    await runSql(
      app.database.url,
      'UPDATE telephony_configurations SET secondary_key_id = credentials_key_id WHERE id = $1',
      [config.configId],
    );
    await expect(check.onModuleInit()).resolves.toBeUndefined();
  });
});
