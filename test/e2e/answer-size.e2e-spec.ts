import { randomUUID } from 'node:crypto';
import { openAccount } from '../support/carrier-account.js';
import type { InboundCaller } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { answerUrl, deliver } from '../support/deliver.js';
import { WORKFLOWS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

/** The workflow may have them, and no carrier with a limit takes what they are written as. */
const PARAMETERS = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, '&'.repeat(1_024)]));

const kits = await loadCarrierKits();

describe('an answer that is larger than the carrier reads', () => {
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

  it.each(['twilio', 'plivo', 'vobiz'])('is never given to %s: the fallback target takes the call', async (name) => {
    const api = await app.organization('Acme');
    const inbound = kits.get(name)?.inbound as InboundCaller;
    const account = openAccount(sandbox, name);
    const { workflowId, add } = await registerAccount(api, account);
    const [address = ''] = account.addresses;
    await add(address);
    const target = { type: 'stream', url: 'wss://agent.example.com/media', parameters: PARAMETERS };
    const workflow = { target, fallback_target: { type: 'dial', to: '+14155550166' }, is_active: true };
    expect((await api.put(`${WORKFLOWS}/${workflowId}`, workflow)).status).toBe(200);
    await app.routesAreKnown();
    const callId = name === 'twilio' ? `CA${randomUUID().replaceAll('-', '')}` : randomUUID();
    const call = { callId, from: '+14155550100', to: address };
    const answer = await deliver(app, inbound.call(account, answerUrl(app, name), call));
    expect(inbound.understand?.(answer)).toMatchObject({ type: 'dial', to: '+14155550166' });
  });
});
