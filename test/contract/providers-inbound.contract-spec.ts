import { randomUUID } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { Webhook } from 'standardwebhooks';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type CarrierAccount, openAccount, unusedAddress } from '../support/carrier-account.js';
import type {
  Experience,
  InboundCaller,
  OutsideCall,
  SentWebhook,
  WebhookOptions,
} from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { answerUrl, deliver, type DeliveredAnswer, statusUrl } from '../support/deliver.js';
import { eventually } from '../support/eventually.js';
import { WORKFLOWS } from '../support/paths.js';
import { type RegisteredAccount, registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';
import { WorkflowEndpointServer } from '../support/workflow-endpoint.js';

const CALLER = '+14155550100';

const STREAM = {
  type: 'stream',
  url: 'wss://agent.example.com/media',
  parameters: { language: 'en', note: 'Größe & <"quotes"> \'=,;:/?% +\u20ac' },
};

const callers: [string, InboundCaller][] = [];
for (const [name, { inbound }] of await loadCarrierKits()) if (inbound) callers.push([name, inbound]);

describe('inbound calls of a provider, as its carrier announces them:', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let api: ApiClient;
  let endpoint: WorkflowEndpointServer;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    api = await app.organization('Acme');
    endpoint = await WorkflowEndpointServer.start();
  });

  afterAll(async () => {
    await app.stop();
    await endpoint.close();
    await sandbox.close();
  });

  describe.each(callers)('%s', (name, caller) => {
    let account: CarrierAccount;
    let registered: RegisteredAccount;
    let number: ApiResponse['body'];
    let address = '';

    beforeAll(async () => {
      account = openAccount(sandbox, name);
      registered = await registerAccount(api, account);
      [address = ''] = account.addresses;
      number = await registered.add(address);
      caller.deliverTo?.(account, async (webhook) => (await deliver(app, webhook)).status);
    });

    const aCall = (fields: Partial<OutsideCall> = {}): OutsideCall => ({
      callId: callIdOf(name),
      from: CALLER,
      to: address,
      ...fields,
    });

    const announced = (call: OutsideCall, options?: WebhookOptions, place = name): SentWebhook =>
      caller.call(account, answerUrl(app, place), call, options);

    const ring = (call = aCall(), options?: WebhookOptions, place?: string): Promise<DeliveredAnswer> =>
      deliver(app, announced(call, options, place));

    /** What the caller experiences in the end. */
    async function experienceOf(call = aCall(), place?: string): Promise<Experience> {
      const answer = await ring(call, undefined, place);
      if (caller.understand) return caller.understand(answer);
      return (await caller.experienced?.(account, call.callId)) ?? { type: 'error', why: 'nothing is known of it' };
    }

    async function answersWith(target: object, fallback: object | null = null): Promise<void> {
      const path = `${WORKFLOWS}/${registered.workflowId}`;
      expect((await api.patch(path, { fallback_target: null })).status).toBe(200);
      const fields = { target, is_active: true, ...(fallback && { fallback_target: fallback }) };
      expect((await api.put(path, fields)).status).toBe(200);
      await app.routesAreKnown();
    }

    const expectNeutral = (experience: Experience): void =>
      expect(experience).toEqual({ type: 'say', text: expect.stringMatching(/^We are sorry/), language: 'en-US' });

    it('open a media stream with everything that the agent must know, and a token that proves it', async () => {
      await answersWith(STREAM);
      const call = aCall();
      const experience = await experienceOf(call);
      expect(experience).toEqual({
        type: 'stream',
        url: STREAM.url,
        parameters: {
          ...STREAM.parameters,
          call_id: call.callId,
          phone_number_id: String(number.id),
          workflow_id: String(registered.workflowId),
          organization_id: expect.stringMatching(/^\d+$/),
          from: CALLER,
          to: address,
          token: expect.any(String),
        },
      });
      const { secrets } = (await api.get(`${WORKFLOWS}/${registered.workflowId}/signing-secrets`)).body;
      const verify = createVerifier({ key: Buffer.from(secrets[0].slice(6), 'base64'), algorithms: ['HS256'] });
      const token = experience.type === 'stream' ? (experience.parameters['token'] ?? '') : '';
      expect(verify(token)).toMatchObject({ iss: 'dialplane', sub: call.callId, number: number.id });
    });

    it.each([
      ['a number', '+14155550123'],
      ['a SIP address', 'sip:desk@pbx.example.com'],
    ])('are forwarded to %s', async (_what, to) => {
      await answersWith({ type: 'dial', to });
      expect(await experienceOf()).toMatchObject({ type: 'dial', to });
    });

    it('hear a text, whatever is in it', async () => {
      const text = 'Press <1> & "wait" — it\'s ünïcode ]]> 你好';
      await answersWith({ type: 'say', text, language: 'de-DE' });
      expect(await experienceOf()).toMatchObject({ type: 'say', text });
    });

    it('are given to whatever target the endpoint of a webhook target names', async () => {
      await answersWith({ type: 'webhook', url: endpoint.url });
      endpoint.answers(JSON.stringify({ target: { type: 'dial', to: '+14155550177' } }), 'application/json');
      const call = aCall();
      expect(await experienceOf(call)).toMatchObject({ type: 'dial', to: '+14155550177' });
      const asked = endpoint.asked.at(-1);
      const { secrets } = (await api.get(`${WORKFLOWS}/${registered.workflowId}/signing-secrets`)).body;
      expect(new Webhook(secrets[0]).verify(asked?.body ?? '', asked?.headers as Record<string, string>)).toMatchObject(
        {
          type: 'call.inbound',
          data: { call_id: call.callId, provider: name, from: CALLER, to: address, phone_number_id: number.id },
        },
      );
    });

    it('go to the fallback target when the endpoint fails or answers nonsense', async () => {
      await answersWith({ type: 'webhook', url: endpoint.url }, { type: 'dial', to: '+14155550166' });
      for (const [body, type, status] of [
        ['', 'text/plain', 500],
        ['<Response><Say>unclosed</Response>', 'application/xml', 200],
        ['{"target":{"type":"webhook","url":"https://x.example.com"}}', 'application/json', 200],
        ['[', 'application/json', 200],
      ] as const) {
        endpoint.answers(body, type, status);
        const askedBefore = endpoint.asked.length;
        expect(await experienceOf()).toMatchObject({ type: 'dial', to: '+14155550166' });
        expect(endpoint.asked).toHaveLength(askedBefore + 1);
      }
    });

    it('hear a neutral sentence when nothing can take them', async () => {
      await answersWith({ type: 'webhook', url: endpoint.url });
      endpoint.answers('', 'text/plain', 500);
      expectNeutral(await experienceOf());
    });

    it('are given to the fallback target when the carrier asks at the fallback URL', async () => {
      await answersWith(STREAM, { type: 'dial', to: '+14155550166' });
      expect(await experienceOf(aCall(), 'fallback')).toMatchObject({ type: 'dial', to: '+14155550166' });
    });

    it('are recognised at the URL for all providers', async () => {
      await answersWith({ type: 'dial', to: '+14155550123' });
      expect(await experienceOf(aCall(), 'run')).toMatchObject({ type: 'dial' });
    });

    it('are answered the same when the carrier repeats itself', async () => {
      await answersWith(STREAM);
      const webhook = announced(aCall());
      const [first, second] = [await deliver(app, webhook), await deliver(app, webhook)];
      expect(second).toMatchObject({ status: first.status, body: first.body });
    });

    it('for a number that is not registered, inactive or unbound hear a neutral sentence', async () => {
      expectNeutral(await experienceOf(aCall({ to: unusedAddress() })));
      const path = `${registered.numbers}/${number.id}`;
      for (const [off, on] of [
        [{ is_active: false }, { is_active: true }],
        [{ inbound_workflow_id: null }, { inbound_workflow_id: registered.workflowId }],
      ]) {
        expect((await api.patch(path, off)).status).toBe(200);
        await app.routesAreKnown();
        expectNeutral(await experienceOf());
        expect((await api.patch(path, on)).status).toBe(200);
      }
      await api.patch(`${WORKFLOWS}/${registered.workflowId}`, { is_active: false });
      await app.routesAreKnown();
      expectNeutral(await experienceOf());
      await answersWith(STREAM);
    });

    it('are answered alike, and with nothing, when they are not surely from the carrier', async () => {
      await answersWith(STREAM);
      const unknownAccount = openAccount(sandbox, name);
      const webhooks: SentWebhook[] = [
        announced(aCall(), { secret: null }),
        announced(aCall(), { secret: 'not-the-secret' }),
        announced(aCall({ to: unusedAddress() }), { secret: 'not-the-secret' }),
        announced(aCall({ to: unusedAddress() }), { secret: null }),
        caller.call(unknownAccount, answerUrl(app, name), aCall()),
        { method: 'POST', url: answerUrl(app, name), headers: {}, body: '' },
        { method: 'POST', url: answerUrl(app, 'run'), headers: { 'content-type': 'text/plain' }, body: 'hello' },
      ];
      const answers = await Promise.all(webhooks.map((webhook) => deliver(app, webhook)));
      const seen = answers.map(({ status, body, contentType, headers }) => {
        const names = [...headers.keys()].filter((header) => header !== 'date');
        return JSON.stringify({ status, body, contentType, names, length: headers.get('content-length') });
      });
      expect(new Set(seen).size).toBe(1);
      expect(answers[0]).toMatchObject({ status: 403 });
      expect(answers[0]?.body).toContain('webhook_not_verified');
    });

    it('are remembered, with what became of them', async () => {
      await answersWith({ type: 'dial', to: '+14155550123' });
      const call = aCall();
      await experienceOf(call);
      const news = caller.status(account, statusUrl(app, name), call, 'completed');
      if (news) expect((await deliver(app, news)).status).toBeLessThan(300);
      const recorded = await eventually(
        async () => (await api.get(`/api/v1/calls?call_id=${encodeURIComponent(call.callId)}`)).body.calls,
        (calls: ApiResponse['body'][]) => calls.length === 1 && (!news || calls[0].state === 'completed'),
      );
      expect(recorded[0]).toMatchObject({ outcome: 'answered', target: 'dial', to: address, provider: name });
    });
  });
});

/** In the form of the carrier, because some take no other. */
function callIdOf(provider: string): string {
  return provider === 'twilio' ? `CA${randomUUID().replaceAll('-', '')}` : randomUUID();
}
