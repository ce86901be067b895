import { accountSid, aConfig } from '../factories/telephony-config.factory.js';
import { createTenant } from '../factories/organization.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { unusedAddress } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { endOfAccepted } from '../support/job.js';
import { CONFIGS, numbersOf, ORPHANS } from '../support/paths.js';
import { TestApp } from '../support/test-app.js';

const TOKEN = 'b3c1d9a7e5f24680b3c1d9a7e5f24680';
const BEFORE = 'https://ivr:canary-before@ivr.example.net/answer';
const SHOWN_BEFORE = 'https://****@ivr.example.net/answer';
const CHANGED = 'https://ivr:canary-changed@elsewhere.example.net/answer';
const CHANGED_AGAIN = 'https://ivr:canary-again@elsewhere.example.net/answer';
const SHOWN_CHANGED = 'https://****@elsewhere.example.net/answer';

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;
let config: string;
let numbers: string;
let address: string;
let numberPath: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  ({ api } = await createTenant(app, 'Acme'));
  const sid = accountSid(1);
  sandbox.twilio.addAccount({ accountSid: sid, authToken: TOKEN });
  address = unusedAddress();
  sandbox.twilio.addNumber(sid, { phone_number: address, voice_url: BEFORE });
  const body = aConfig({ config: { provider: 'twilio', account_sid: sid, auth_token: TOKEN } });
  const created = await api.post(CONFIGS, body);
  expect(created.status).toBe(201);
  config = `${CONFIGS}/${created.body.id}`;
  numbers = numbersOf(created.body.id);
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

/** The answer, in which no credential of a URL may be. */
function clean(answer: ApiResponse): ApiResponse['body'] {
  expect(JSON.stringify(answer.body)).not.toContain('canary');
  return answer.body;
}

const plan = async (): Promise<ApiResponse['body']> => clean(await api.post(`${config}/reconcile?dry_run=true`, {}));

describe('credentials in the URLs of a carrier', () => {
  it('are masked in the inventory', async () => {
    const { numbers: listed } = clean(await api.get(`${config}/inventory`));
    expect(listed[0]).toMatchObject({ address, points_to: { voice_url: SHOWN_BEFORE } });
  });

  it('are masked in a plan, whose hash still tells them apart', async () => {
    const workflow = await createWorkflow(api);
    const added = await api.post(numbers, { address, inbound_workflow_id: workflow.id });
    expect(added.status).toBe(201);
    numberPath = `${numbers}/${added.body.id}`;
    sandbox.twilio.editNumber(address, { voice_url: CHANGED });
    const first = await plan();
    expect(first.numbers[0].changes[0].carrier_value).toBe(SHOWN_CHANGED);
    sandbox.twilio.editNumber(address, { voice_url: CHANGED_AGAIN });
    const second = await plan();
    expect(second.numbers).toEqual(first.numbers);
    expect(second.plan_hash).not.toBe(first.plan_hash);
    expect((await api.post(`${config}/reconcile`, { plan_hash: first.plan_hash })).status).toBe(412);
  });

  it('are masked in what a comparison found', async () => {
    clean(await api.get(`/api/v1/jobs/${(await endOfAccepted(api, await api.post(`${config}/reconcile`, {}))).id}`));
    const { provider_sync: sync } = clean(await api.get(numberPath));
    expect(sync).toMatchObject({ state: 'drifted' });
    expect(sync.drift[0].carrier_value).toBe(SHOWN_CHANGED);
  });

  it('are masked in what was left behind, and put back whole', async () => {
    expect((await api.post(`${numberPath}/sync`)).body.provider_sync.state).toBe('in_sync');
    sandbox.twilio.fail({ status: 400, match: { method: 'POST' } });
    expect((await api.delete(`${numberPath}?force=true`)).status).toBe(200);
    sandbox.twilio.clearFaults();
    const { orphans } = clean(await api.get(ORPHANS));
    expect(orphans[0]).toMatchObject({ external_id: address, saved_settings: { voice_url: SHOWN_CHANGED } });
    clean(await api.post(`${ORPHANS}/${orphans[0].id}/clean`));
    expect(sandbox.twilio.number(address).voice_url).toBe(CHANGED_AGAIN);
  });
});
