import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

describe('attaching one number after another', () => {
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

  // Look-up, write, read back. The application was seen a moment ago.
  it.each(['twilio', 'plivo', 'telnyx', 'vobiz'])('asks %s three times for each', async (provider) => {
    const account = openAccount(sandbox, provider, 3);
    const { add } = await registerAccount(app.root, account);
    const [first = '', ...others] = account.addresses;
    await add(first);
    for (const address of others) {
      account.carrier.forgetRequests();
      expect((await add(address)).provider_sync.state).toBe('in_sync');
      expect(account.carrier.counters.total).toBe(3);
    }
  });

  it('looks again at an application when a person asks for a sync', async () => {
    const account = openAccount(sandbox, 'plivo', 1);
    const [address = ''] = account.addresses;
    const { add, numbers } = await registerAccount(app.root, account);
    const { id } = await add(address);
    const [application] = sandbox.plivo.applications(account.id);
    sandbox.plivo.editApplication(account.id, application?.app_id ?? '', {
      answer_url: 'https://elsewhere.example.net/',
    });
    await app.root.post(`${numbers}/${id}/sync`);
    expect(account.carrier.whoAnswers(address).url).toContain('https://calls.example.com/');
  });
});
