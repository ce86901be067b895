import type { ApiClient } from '../support/api-client.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { TestApp } from '../support/test-app.js';

const CONFIGS = '/api/v1/organizations/telephony-configs';

describe('the main job', () => {
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

  for (const provider of ['twilio', 'plivo', 'vonage'] as const) {
    it(`registers, binds, rings and gives back a ${provider} number`, async () => {
      const carrier = sandbox[provider];
      const [address] = sandbox.numbers[provider];
      if (address === undefined) throw new Error('the sandbox has no number');
      const before = carrier.number(address);

      const workflow = await api.post('/api/v1/workflows', { name: 'Agent', target: { type: 'say', text: 'Hello' } });
      expect(workflow.status).toBe(201);
      const config = await api.post(CONFIGS, {
        name: `My ${provider}`,
        config: { provider, ...sandbox.credentials[provider] },
      });
      expect(config.status).toBe(201);
      const numbers = `${CONFIGS}/${config.body.id}/phone-numbers`;

      const number = await api.post(numbers, { address, inbound_workflow_id: workflow.body.id });
      expect(number.status).toBe(201);
      expect(number.body).toMatchObject({
        address_normalized: address,
        inbound_workflow_name: 'Agent',
        provider_sync: { ok: true, state: 'in_sync', reason: null },
      });
      expect(carrier.whoAnswers(address).url).toBe(`https://calls.example.com/api/v1/telephony/inbound/${provider}`);

      const other = await app.organization('Rival');
      const rivalConfig = await other.post(CONFIGS, {
        name: 'Same account',
        config: { provider, ...sandbox.credentials[provider] },
      });
      const conflict = await other.post(`${CONFIGS}/${rivalConfig.body.id}/phone-numbers`, { address });
      expect(conflict.status).toBe(409);
      expect(conflict.body.code).toBe('phone_number_taken');
      expect(conflict.body.detail).not.toContain('Acme');

      const deleted = await api.delete(`${numbers}/${number.body.id}`);
      expect(deleted.status).toBe(200);
      expect(deleted.body.provider_sync).toMatchObject({ ok: true, state: 'detached' });
      expect({ ...carrier.number(address), date_updated: null }).toEqual({ ...before, date_updated: null });
    });
  }
});
