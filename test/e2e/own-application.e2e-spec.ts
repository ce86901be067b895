import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';
import { CredentialsValidator } from '../../src/provider-sync/registry/credentials.validator.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
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
