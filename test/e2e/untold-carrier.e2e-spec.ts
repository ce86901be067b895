import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../support/api-client.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import type { InboundCaller, OutsideCall, SentWebhook } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { answerUrl, deliver } from '../support/deliver.js';
import { WORKFLOWS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const COMMANDS = { method: 'POST', path: /\/actions\// };

const inbound: InboundCaller | undefined = (await loadCarrierKits()).get('telnyx')?.inbound;

describe('a call whose carrier takes no orders', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let account: CarrierAccount;
  let address = '';
  let api: ApiClient;
  let workflow = '';

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    api = await app.organization('Acme');
    account = openAccount(sandbox, 'telnyx');
    const { workflowId, add } = await registerAccount(api, account);
    [address = ''] = account.addresses;
    await add(address);
    const target = { type: 'dial', to: '+14155550123' };
    workflow = `${WORKFLOWS}/${workflowId}`;
    expect((await api.put(workflow, { target, is_active: true })).status).toBe(200);
    await app.routesAreKnown();
    inbound?.deliverTo?.(account, async (webhook) => (await deliver(app, webhook)).status);
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  const announced = (call: OutsideCall): SentWebhook => {
    if (!inbound) throw new Error('Telnyx has no kit');
    return inbound.call(account, answerUrl(app, 'telnyx'), call);
  };

  it('has to be announced again, and is answered then', async () => {
    const call = { callId: randomUUID(), from: '+14155550100', to: address };
    const announcement = announced(call);
    account.carrier.fail({ status: 401, match: COMMANDS });
    expect(await deliver(app, announcement)).toMatchObject({ status: 503, body: '' });
    account.carrier.clearFaults();
    expect(await deliver(app, announcement)).toMatchObject({ status: 200 });
    expect(await inbound?.experienced?.(account, call.callId)).toMatchObject({ type: 'dial', to: '+14155550123' });
  });

  it('is led on when its answer is told again', async () => {
    const call = { callId: randomUUID(), from: '+14155550100', to: address };
    account.carrier.fail({ status: 401, match: { ...COMMANDS, path: /\/actions\/(transfer|hangup)$/ } });
    const refused: SentWebhook[] = [];
    const { promise: isRefused, resolve } = Promise.withResolvers<void>();
    inbound?.deliverTo?.(account, async (webhook) => {
      const { status } = await deliver(app, webhook);
      if (status === 503) refused.push(webhook);
      if (status === 503) resolve();
      return status;
    });
    expect(await deliver(app, announced(call))).toMatchObject({ status: 200 });
    await isRefused;
    account.carrier.clearFaults();
    for (const webhook of refused) expect(await deliver(app, webhook)).toMatchObject({ status: 200 });
    expect(await inbound?.experienced?.(account, call.callId)).toMatchObject({ type: 'dial', to: '+14155550123' });
  });

  it('goes on as ordered, whatever the carrier is told when it announces it at the other URL too', async () => {
    const call = { callId: randomUUID(), from: '+14155550100', to: address };
    const announcement = announced(call);
    expect(await deliver(app, announcement)).toMatchObject({ status: 200 });
    expect(await inbound?.experienced?.(account, call.callId)).toMatchObject({ type: 'dial' });
    expect((await api.put(workflow, { target: { type: 'say', text: 'Hello' }, is_active: true })).status).toBe(200);
    await app.routesAreKnown();
    account.carrier.forgetRequests();
    const again = { ...announcement, url: answerUrl(app, 'fallback') };
    expect(await deliver(app, again)).toMatchObject({ status: 200 });
    expect(account.carrier.count(COMMANDS)).toBe(0);
  });

  it('is over once it can be hung up, and nothing is announced again', async () => {
    const call = { callId: randomUUID(), from: '+14155550100', to: address };
    account.carrier.fail({ status: 401, match: { ...COMMANDS, path: /\/actions\/answer$/ } });
    expect(await deliver(app, announced(call))).toMatchObject({ status: 200 });
    account.carrier.clearFaults();
    expect(await inbound?.experienced?.(account, call.callId)).toEqual({ type: 'error', why: 'the call was ended' });
  });
});
