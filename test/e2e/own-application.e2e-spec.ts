import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';
import { CredentialsValidator } from '../../src/provider-sync/registry/credentials.validator.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { CONFIGS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

describe('an application that is made for a configuration', () => {
  let sandbox: Sandbox;
  let app: TestApp;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  const orphansOf = (accountId: string): Promise<{ external_id: string; reason: string }[]> =>
    runSql(
      app.database.url,
      `SELECT external_id, reason FROM provider_orphans WHERE kind = 'application' AND account_id = $1`,
      [accountId],
    );

  it('is recorded as left behind from the moment that its configuration is gone until the carrier removed it', async () => {
    const account = openAccount(sandbox, 'plivo');
    const { configId, add } = await registerAccount(app.root, account);
    const { id } = await add(account.addresses[0] ?? '');
    const [application] = sandbox.plivo.applications(account.id);
    expect((await app.root.delete(`${CONFIGS}/${configId}/phone-numbers/${id}`)).status).toBe(200);
    // What a process leaves that is killed while it waits for the carrier.
    let meanwhile: object | undefined;
    const unhook = sandbox.plivo.onRequest({ method: 'DELETE' }, async () => {
      const config = (await app.root.get(`${CONFIGS}/${configId}`)).status;
      meanwhile = { config, orphans: await orphansOf(account.id) };
    });
    expect((await app.root.delete(`${CONFIGS}/${configId}`)).status).toBe(200);
    unhook();
    const left = [{ external_id: application?.app_id, reason: 'remove_failed' }];
    expect(meanwhile).toEqual({ config: 404, orphans: left });
    expect(sandbox.plivo.applications(account.id)).toEqual([]);
    expect(await orphansOf(account.id)).toEqual([]);
  });

  it('is removed once by the last of two configurations that go at the same time', async () => {
    const account = openAccount(sandbox, 'plivo');
    const first = await registerAccount(app.root, account);
    const { id } = await first.add(account.addresses[0] ?? '');
    const [application] = sandbox.plivo.applications(account.id);
    expect((await app.root.delete(`${first.numbers}/${id}`)).status).toBe(200);
    const second = await registerAccount(app.root, account, { application_id: application?.app_id ?? '' });
    const deleted = await Promise.all([first, second].map(({ configId }) => app.root.delete(`${CONFIGS}/${configId}`)));
    expect(deleted.map(({ status }) => status)).toEqual([200, 200]);
    expect(sandbox.plivo.applications(account.id)).toEqual([]);
    expect(await orphansOf(account.id)).toEqual([]);
  });

  it('is known as ours and goes with the configuration, at every carrier that has them', async () => {
    const providers = app.app.get(ProviderRegistry, { strict: false }).all();
    const makers = providers.filter(({ application }) => application?.lifecycle);
    expect(makers.length).toBeGreaterThan(2);
    for (const { metadata, application } of makers) {
      const account = openAccount(sandbox, metadata.provider);
      const { configId, add } = await registerAccount(app.root, account);
      const [address = ''] = account.addresses;
      const number = await add(address);
      expect({ provider: metadata.provider, sync: number.provider_sync.state }).toMatchObject({ sync: 'in_sync' });
      const shared = (await app.root.get(`${CONFIGS}/${configId}/shared-resources`)).body;
      expect(shared).toMatchObject({ application: { is_ours: true, is_pointed_here: true }, number_count: 1 });

      expect((await app.root.delete(`${CONFIGS}/${configId}/phone-numbers/${number.id}`)).status).toBe(200);
      expect((await app.root.delete(`${CONFIGS}/${configId}`)).status).toBe(200);
      const credentials = app.app
        .get(CredentialsValidator, { strict: false })
        .validate(metadata.provider, account.credentials);
      const record = application?.record(credentials, shared.application.id);
      expect({ provider: metadata.provider, left: await record?.read(AbortSignal.timeout(5_000)) }).toEqual({
        provider: metadata.provider,
        left: null,
      });
    }
  });
});
