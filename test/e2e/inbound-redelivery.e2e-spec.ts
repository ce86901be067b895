import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';
import { SigningSecrets } from '../../src/telephony/rotation/signing-secrets.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type CarrierAccount, openAccount, unusedAddress } from '../support/carrier-account.js';
import type { InboundCaller, OutsideCall, SentWebhook, WebhookOptions } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { plivoNonce, signPlivo } from '../support/carriers/plivo-signer.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { TelnyxLoopback } from '../support/carriers/telnyx-loopback.js';
import { newTelnyxSigningKey } from '../support/carriers/telnyx-signing-keys.js';
import { signVonageJwt, vonageClaims } from '../support/carriers/vonage-webhook-signer.js';
import { runSql } from '../support/database-snapshot.js';
import { answerUrl, deliver, type DeliveredAnswer, statusUrl } from '../support/deliver.js';
import { eventually } from '../support/eventually.js';
import { CALLS, CONFIGS, numbersOf, WORKFLOWS } from '../support/paths.js';
import { type RegisteredAccount, registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';
import { WorkflowEndpointServer } from '../support/workflow-endpoint.js';

const CALLER = '+14155550100';
const STREAM_HOST = 'agent.example.com';
const DIAL = JSON.stringify({ target: { type: 'dial', to: '+14155550177' } });

const callers: [string, InboundCaller][] = [];
for (const [name, { inbound }] of await loadCarrierKits()) if (inbound) callers.push([name, inbound]);

/** A registered number at a carrier. */
interface Line {
  name: string;
  inbound: InboundCaller;
  account: CarrierAccount;
  address: string;
  registered: RegisteredAccount;
}

describe('calls that are announced again', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let api: ApiClient;
  let stranger: ApiClient;
  let endpoint: WorkflowEndpointServer;
  const lines = new Map<string, Line>();

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    api = await app.organization('Acme');
    stranger = await app.organization('Rival');
    endpoint = await WorkflowEndpointServer.start();
    for (const [name, inbound] of callers) {
      const account = openAccount(sandbox, name);
      const registered = await registerAccount(api, account);
      const [address = ''] = account.addresses;
      await registered.add(address);
      lines.set(name, { name, inbound, account, address, registered });
    }
  });

  afterAll(async () => {
    await app.stop();
    await endpoint.close();
    await sandbox.close();
  });

  function lineOf(name: string): Line {
    const line = lines.get(name);
    if (!line) throw new Error(`there is no line at ${name}`);
    return line;
  }

  const aCall = ({ name, address }: Line): OutsideCall => ({
    callId: name === 'twilio' ? `CA${randomBytes(16).toString('hex')}` : randomUUID(),
    from: CALLER,
    to: address,
  });

  const announced = ({ name, inbound, account }: Line, call: OutsideCall, options?: WebhookOptions): SentWebhook =>
    inbound.call(account, answerUrl(app, name), call, options);

  async function routedTo({ registered }: Line, target: object): Promise<void> {
    expect((await api.put(`${WORKFLOWS}/${registered.workflowId}`, { target })).status).toBe(200);
    await app.routesAreKnown();
  }

  async function callsOf(client: ApiClient, { callId }: OutsideCall): Promise<ApiResponse['body'][]> {
    return (await client.get(`${CALLS}?call_id=${encodeURIComponent(callId)}`)).body.calls;
  }

  const recorded = (client: ApiClient, call: OutsideCall): Promise<ApiResponse['body'][]> =>
    eventually(
      () => callsOf(client, call),
      (calls) => calls.length > 0,
    );

  /** How many calls of a provider this process has counted. */
  async function counted(name: string): Promise<number> {
    const { body } = (await app.root.get('/metrics')) as { body: string };
    const lineOfMetric = new RegExp(
      `^dialplane_inbound_calls_total\\{provider="${name}",outcome="answered"\\} (\\d+)`,
      'm',
    );
    return Number(lineOfMetric.exec(body)?.[1] ?? 0);
  }

  const bytesOf = ({ status, contentType, body }: DeliveredAnswer): object => ({ status, contentType, body });

  describe.each(callers)('by %s', (name) => {
    it('get the same answer, count once and ask the endpoint once, also while the first is being answered', async () => {
      const line = lineOf(name);
      await routedTo(line, { type: 'webhook', url: endpoint.url });
      const asked = Promise.withResolvers<ServerResponse>();
      endpoint.behaves((_asked, response) => asked.resolve(response));
      const [askedBefore, countedBefore] = [endpoint.asked.length, await counted(name)];
      const call = aCall(line);
      const webhook = announced(line, call);
      const early = [deliver(app, webhook), deliver(app, webhook)];
      const response = await asked.promise;
      early.push(deliver(app, announced(line, call)));
      response.writeHead(200, { 'content-type': 'application/json' }).end(DIAL);
      const answers = await Promise.all(early);
      // The very same request, and the same call announced and signed anew.
      for (const again of [webhook, announced(line, call)]) answers.push(await deliver(app, again));
      expect(answers[0]?.status).toBe(200);
      for (const answer of answers) expect(bytesOf(answer)).toEqual(bytesOf(answers[0] as DeliveredAnswer));
      expect(endpoint.asked.length - askedBefore).toBe(1);
      expect((await counted(name)) - countedBefore).toBe(1);
      expect(await recorded(api, call)).toEqual([expect.objectContaining({ outcome: 'answered', target: 'webhook' })]);
    });

    it('through another replica count once', async () => {
      const line = lineOf(name);
      await routedTo(line, { type: 'dial', to: '+14155550123' });
      const beside = await TestApp.start({ beside: app, carrierBaseUrls: sandbox.env });
      const call = aCall(line);
      const answers = [await deliver(app, announced(line, call)), await deliver(beside, announced(line, call))];
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers.map(({ body }) => body)[1]).toBe(answers[0]?.body);
      await beside.stop({ keepDatabase: true });
      // What the other one had to write, it has written before it ended.
      expect(await recorded(api, call)).toHaveLength(1);
      const later = aCall(line);
      await deliver(app, announced(line, later));
      await recorded(api, later);
      expect(await callsOf(api, call)).toHaveLength(1);
    });
  });

  const commanded = callers.filter(([, { understand }]) => understand === undefined);

  it.each(commanded)('by %s at the fallback URL, are not given their orders once more', async (name) => {
    const line = lineOf(name);
    await routedTo(line, { type: 'webhook', url: endpoint.url });
    endpoint.answers(DIAL, 'application/json');
    const askedBefore = endpoint.asked.length;
    const call = aCall(line);
    for (const place of [name, 'fallback', 'run']) {
      const webhook = line.inbound.call(line.account, answerUrl(app, place), call);
      expect((await deliver(app, webhook)).status).toBe(200);
    }
    expect(endpoint.asked.length - askedBefore).toBe(1);
  });

  describe('by somebody else', () => {
    /** Sends both, one after the other, and answers their statuses. */
    async function statusesOf(...webhooks: SentWebhook[]): Promise<number[]> {
      const statuses: number[] = [];
      for (const webhook of webhooks) statuses.push((await deliver(app, webhook)).status);
      return statuses;
    }

    function plivoWebhook(line: Line, nonce: string, changes: Record<string, string>): SentWebhook {
      const tamper = (webhook: SentWebhook): SentWebhook => {
        const fields = [
          ...new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(webhook.body)), ...changes }),
        ];
        const signature = signPlivo({ ...webhook, fields, nonce }, line.account.credentials['auth_token'] ?? '');
        return {
          ...webhook,
          body: new URLSearchParams(fields).toString(),
          headers: {
            ...webhook.headers,
            'x-plivo-signature-v3': signature,
            'x-plivo-signature-ma-v3': signature,
            'x-plivo-signature-v3-nonce': nonce,
          },
        };
      };
      return announced(line, aCall(line), { tamper });
    }

    it('are refused at Plivo when the nonce comes with another body, and are a redelivery with the same', async () => {
      const line = lineOf('plivo');
      const nonce = plivoNonce();
      const [first, other] = [plivoWebhook(line, nonce, {}), plivoWebhook(line, nonce, { CallUUID: randomUUID() })];
      expect(await statusesOf(first, first, other, first)).toEqual([200, 200, 403, 200]);
      expect(await statusesOf(plivoWebhook(line, plivoNonce(), { CallUUID: randomUUID() }))).toEqual([200]);
    });

    it('are refused at Vobiz, whose signature does not cover the body, with any other body', async () => {
      const line = lineOf('vobiz');
      const first = announced(line, aCall(line));
      const changed = { ...first, body: first.body.replace(/CallUUID=[^&]*/, `CallUUID=${randomUUID()}`) };
      expect(changed.body).not.toBe(first.body);
      const { headers } = first;
      const onlyOlder = Object.fromEntries(Object.entries(headers).filter(([header]) => !header.includes('-v3')));
      expect(onlyOlder).toHaveProperty('x-vobiz-signature-v2');
      const older = { ...changed, headers: onlyOlder };
      expect(await statusesOf(first, first, changed, older, first)).toEqual([200, 200, 403, 403, 200]);
    });

    it('are refused at Vonage when the id of the token is used for another payload', async () => {
      const line = lineOf('vonage');
      const jti = randomUUID();
      const withJti = (): SentWebhook => {
        const tamper = (webhook: SentWebhook): SentWebhook => {
          const { id: apiKey, applicationId, credentials } = line.account;
          const claims = vonageClaims({ apiKey, applicationId, payload: webhook.body, signedAt: Date.now() });
          const token = signVonageJwt({ ...claims, jti }, credentials['signature_secret'] ?? '');
          return { ...webhook, headers: { ...webhook.headers, authorization: `Bearer ${token}` } };
        };
        return announced(line, aCall(line), { tamper });
      };
      const [first, other] = [withJti(), withJti()];
      expect(await statusesOf(first, first, other, first)).toEqual([200, 200, 403, 200]);
    });

    it.each(['vonage', 'telnyx'])('are refused at %s more than 300 seconds after they were signed', async (name) => {
      const line = lineOf(name);
      await routedTo(line, { type: 'dial', to: '+14155550123' });
      const signed = (secondsAgo: number): SentWebhook =>
        announced(line, aCall(line), { signedAt: Date.now() - secondsAgo * 1_000 });
      expect(await statusesOf(signed(310), signed(-310), signed(86_400))).toEqual([403, 403, 403]);
      expect(await statusesOf(signed(280), signed(-280), signed(0))).toEqual([200, 200, 200]);
    });
  });

  const hasSecondary = (name: string): boolean => app.app.get(ProviderRegistry).get(name).metadata.hasSecondarySecret;

  it.each(callers)(
    'are accepted from %s with either secret while one replaces the other, where it can',
    async (name) => {
      const line = lineOf(name);
      const { configId } = line.registered;
      const path = `${CONFIGS}/${configId}/secondary-secret`;
      if (!hasSecondary(name)) {
        expect((await api.put(path, { value: 'another' })).body.code).toBe('secondary_secret_not_supported');
        return;
      }
      const second = name === 'telnyx' ? newTelnyxSigningKey() : randomBytes(16).toString('hex');
      const withSecond = (): SentWebhook => announced(line, aCall(line), { secret: second });
      expect((await deliver(app, withSecond())).status).toBe(403);
      expect((await api.put(path, { value: second })).status).toBe(200);
      await app.routesAreKnown();
      expect((await deliver(app, withSecond())).status).toBe(200);
      expect((await deliver(app, announced(line, aCall(line)))).status).toBe(200);
      const secrets = app.app.get(SigningSecrets, { strict: false });
      const { metadata } = app.app.get(ProviderRegistry).get(name);
      const primary = line.account.credentials[metadata.signingSecret?.field ?? ''] ?? '';
      const used = await eventually(
        () =>
          runSql<{ fingerprint: string }>(
            app.database.url,
            'SELECT fingerprint FROM signing_secret_uses WHERE telephony_configuration_id = $1',
            [configId],
          ),
        (rows) => rows.length === 2,
      );
      const fingerprints = [primary, second].map((value) => secrets.fingerprint(configId, value));
      expect(used.map(({ fingerprint }) => fingerprint).sort()).toEqual(fingerprints.sort());
      expect((await api.get(`${CONFIGS}/${configId}`)).body.secondary_secret.last_verified_at).not.toBeNull();

      expect((await api.delete(`${path}?force=true`)).status).toBe(200);
      await app.routesAreKnown();
      expect((await deliver(app, withSecond())).status).toBe(403);
      expect((await deliver(app, announced(line, aCall(line)))).status).toBe(200);
    },
  );

  describe('of an account that a stranger has registered too, with secrets of its own', () => {
    /** Where an account is looked up when it is registered, the stranger has had a secret of it that counts no more. */
    async function registerFake(
      { name, account }: Line,
      overrides: Record<string, string>,
    ): Promise<RegisteredAccount> {
      if (app.app.get(ProviderRegistry).get(name).completion === null) {
        return registerAccount(stranger, account, overrides);
      }
      const fake = await registerAccount(stranger, account);
      const path = `${CONFIGS}/${fake.configId}?verify_credentials=false`;
      expect((await stranger.patch(path, { config: overrides })).status).toBe(200);
      return fake;
    }

    it.each(callers)('are at %s the affair of their owner alone', async (name) => {
      const line = lineOf(name);
      await routedTo(line, { type: 'stream', url: `wss://${STREAM_HOST}/media` });
      const { metadata } = app.app.get(ProviderRegistry).get(name);
      const field = metadata.signingSecret?.field ?? '';
      const [{ account_id: accountId } = { account_id: '' }] = await runSql<{ account_id: string }>(
        app.database.url,
        'SELECT account_id FROM telephony_configurations WHERE id = $1',
        [line.registered.configId],
      );
      const secret = name === 'telnyx' ? newTelnyxSigningKey() : randomBytes(16).toString('hex');
      const overrides = {
        [metadata.accountIdField ?? '']: accountId,
        [field]: secret,
        ...(name === 'telnyx' ? { api_key: 'KEY0123456789ABCDEF_wrong' } : {}),
      };
      const fake = await registerFake(line, overrides);
      await app.routesAreKnown();
      const call = aCall(line);
      const forged = (of: OutsideCall): SentWebhook => announced(line, of, { secret });
      const news = line.inbound.status(line.account, statusUrl(app, name), call, 'completed', { secret });

      // Before the owner's, with the same id; it is the stranger's call to a number that the stranger does not have.
      const before = await deliver(app, forged(call));
      const real = await deliver(app, announced(line, call));
      const after = await deliver(app, forged(call));
      const later = aCall(line);
      await deliver(app, announced(line, later));
      const stolen = await deliver(app, forged(later));
      // A carrier that is told over its API takes no orders from a stranger, and does not hear that all is well.
      const status = line.inbound.understand ? 200 : 503;
      expect([before.status, real.status, after.status, stolen.status]).toEqual([status, 200, status, status]);
      for (const { body } of [before, after, stolen]) expect(body).not.toContain(STREAM_HOST);
      if (line.inbound.understand) {
        expect(line.inbound.understand(real)).toMatchObject({ type: 'stream' });
        for (const answer of [before, after, stolen]) {
          expect(line.inbound.understand(answer)).toMatchObject({
            type: 'say',
            text: expect.stringMatching(/^We are/),
          });
        }
      }
      if (news) expect((await deliver(app, news)).status).toBe(200);

      const [theirs] = await recorded(stranger, call);
      expect(theirs).toMatchObject({ outcome: 'refused', reason: 'number_unknown', phone_number_id: null });
      expect(theirs).toMatchObject({ workflow_id: null, telephony_configuration_id: fake.configId });
      if (news) {
        await eventually(
          async () => (await callsOf(stranger, call))[0],
          (shown) => shown?.state === 'completed',
        );
      }
      const [owners] = await recorded(api, call);
      expect(owners).toMatchObject({ outcome: 'answered', target: 'stream', state: null });
      for (const client of [api, stranger]) expect(await callsOf(client, call)).toHaveLength(1);
      const list = numbersOf(fake.configId);
      expect((await stranger.get(list)).body.phone_numbers).toEqual([]);
    });

    it('are led on at Telnyx although the stranger knows the public key, and came first', async () => {
      const inbound = lineOf('telnyx').inbound;
      const account = openAccount(sandbox, 'telnyx');
      const [address = ''] = account.addresses;
      if (!(account.carrier instanceof TelnyxLoopback)) throw new Error('not an account of Telnyx');
      const seed = { application_name: 'voice', webhook_event_url: 'https://calls.example.com/none' };
      const { id } = account.carrier.addApplication(account.id, seed);
      await registerAccount(stranger, account, { connection_id: id, api_key: 'KEY0123456789ABCDEF_wrong' });
      const registered = await registerAccount(api, account, { connection_id: id });
      await registered.add(address, { query: '?confirm_shared=true' });
      await app.routesAreKnown();
      const line: Line = { name: 'telnyx', inbound, account, address, registered };
      inbound.deliverTo?.(account, async (webhook) => (await deliver(app, webhook)).status);
      for (const to of [address, unusedAddress()]) {
        const call = { ...aCall(line), to };
        await deliver(app, announced(line, call));
        expect(await inbound.experienced?.(account, call.callId)).toMatchObject({ type: 'say' });
      }
    });
  });
});
