import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import type { InboundCaller } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { answerUrl, deliver, type DeliveredAnswer } from '../support/deliver.js';
import { eventually } from '../support/eventually.js';
import { CALLS, WORKFLOWS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';
import { type AskedWebhook, WorkflowEndpointServer } from '../support/workflow-endpoint.js';

const CALLER = '+14155550100';
const ELSEWHERE = { type: 'dial', to: '+14155550166' };
const LARGEST = 64 * 1024;

const CERTIFICATE = {
  key: readFileSync(new URL('../support/tls/loopback-key.pem', import.meta.url)),
  cert: readFileSync(new URL('../support/tls/loopback-certificate.pem', import.meta.url)),
};

/** A registered number of one provider, whose workflow can be changed. */
interface Line {
  name: string;
  inbound: InboundCaller;
  account: CarrierAccount;
  address: string;
  workflowId: number;
}

const callers: [string, InboundCaller][] = [];
for (const [name, { inbound }] of await loadCarrierKits()) if (inbound) callers.push([name, inbound]);
/** Those that are told what to do in the answer. */
const marked = callers.filter(([, { understand }]) => understand !== undefined);

describe('targets of inbound calls', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let api: ApiClient;
  let endpoint: WorkflowEndpointServer;
  const lines = new Map<string, Line>();
  const servers: Server[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    api = await app.organization('Acme');
    endpoint = await WorkflowEndpointServer.start();
    for (const [name, inbound] of callers) {
      const account = openAccount(sandbox, name);
      const { add, workflowId } = await registerAccount(api, account);
      const [address = ''] = account.addresses;
      await add(address);
      lines.set(name, { name, inbound, account, address, workflowId });
    }
  });

  afterAll(async () => {
    await app.stop();
    await endpoint.close();
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
    await sandbox.close();
  });

  function lineOf(name: string): Line {
    const line = lines.get(name);
    if (!line) throw new Error(`there is no line at ${name}`);
    return line;
  }

  const secretsOf = (workflowId: number): string => `${WORKFLOWS}/${workflowId}/signing-secrets`;

  async function routedTo({ workflowId }: Line, target: object): Promise<void> {
    const fields = { target, fallback_target: ELSEWHERE };
    expect((await api.put(`${WORKFLOWS}/${workflowId}`, fields)).status).toBe(200);
    await app.routesAreKnown();
  }

  const callIdFor = ({ name }: Line): string =>
    name === 'twilio' ? `CA${randomBytes(16).toString('hex')}` : randomUUID();

  function ring(line: Line, callId = callIdFor(line), on: TestApp = app): Promise<DeliveredAnswer> {
    const call = { callId, from: CALLER, to: line.address };
    return deliver(on, line.inbound.call(line.account, answerUrl(on, line.name), call));
  }

  async function recordOf(callId: string): Promise<ApiResponse['body']> {
    const calls = await eventually(
      async () => (await api.get(`${CALLS}?call_id=${encodeURIComponent(callId)}`)).body.calls,
      (found: unknown[]) => found.length === 1,
    );
    return calls[0];
  }

  describe.each(marked)('the endpoint of a webhook target at %s', (name) => {
    it('has its own markup passed on to the last byte', async () => {
      const line = lineOf(name);
      const { markup } = app.app.get(ProviderRegistry).get(name);
      if (!markup) throw new Error(`${name} has no markup`);
      await routedTo(line, { type: 'webhook', url: endpoint.url });
      const text = 'Äpfel & <Birnen> „zitiert“ 你好 🎺';
      const context = { callId: 'CA1', statusUrl: 'https://elsewhere.example.net/events' };
      const document = markup.render({ type: 'say', text, language: 'de-DE' }, context);
      for (const [body, contentType] of [
        [document, markup.contentType],
        [`${document}\n\n`, markup.contentType.replace(/;.*/, '')],
        [`${document}  `, `${markup.contentType.replace(/;.*/, '')} ; charset="UTF-8"`],
      ] as const) {
        endpoint.answers(body, contentType);
        const answer = await ring(line);
        expect({ ...answer, headers: null }).toEqual({ status: 200, contentType, body, headers: null });
        if (contentType === markup.contentType) {
          expect(line.inbound.understand?.(answer)).toMatchObject({ type: 'say', text });
        }
      }
    });

    it('is not passed on when it answers in the wrong type, or no whole document', async () => {
      const line = lineOf(name);
      const { markup } = app.app.get(ProviderRegistry).get(name);
      await routedTo(line, { type: 'webhook', url: endpoint.url });
      const context = { callId: 'CA1', statusUrl: 'https://elsewhere.example.net/events' };
      const document = markup?.render({ type: 'say', text: 'Hello', language: 'en-US' }, context) ?? '';
      const type = markup?.contentType ?? '';
      const cases: [string, string | Buffer, string, number?][] = [
        ['wrong type', document, 'text/html'],
        ['no type', document, ''],
        ['type in a comment', document, `text/plain; x=${type}`],
        ['cut off', document.slice(0, -1), type],
        ['twice', document + document, type],
        ['nothing', '', type],
        ['space', '   ', type],
        ['other bytes than UTF-8', Buffer.concat([Buffer.from(document), Buffer.from([0xc3, 0x28])]), type],
        ['a type that no header may have', document, `${type}; x=\u00e9`],
        ['too large', document + ' '.repeat(LARGEST), type],
        ['a success without content', '', type, 204],
        ['no success', document, type, 404],
      ];
      for (const [what, body, contentType, status = 200] of cases) {
        endpoint.behaves((_asked, response) => {
          response.writeHead(status, contentType === '' ? {} : { 'content-type': contentType });
          response.end(body);
        });
        const answer = await ring(line);
        expect([what, line.inbound.understand?.(answer)]).toEqual([what, expect.objectContaining(ELSEWHERE)]);
      }
    });
  });

  it('are told in markup only where the carrier reads markup', async () => {
    const line = lineOf('telnyx');
    await routedTo(line, { type: 'webhook', url: endpoint.url });
    endpoint.answers('<Response><Say>Hello</Say></Response>', 'text/xml');
    const callId = callIdFor(line);
    await ring(line, callId);
    expect(await recordOf(callId)).toMatchObject({ outcome: 'answered', target: 'dial', used_fallback: true });
  });

  describe('an endpoint that cannot be asked', () => {
    async function expectElsewhere(url: string, on = app): Promise<void> {
      const line = lineOf('twilio');
      await routedTo(line, { type: 'webhook', url });
      const callId = callIdFor(line);
      const startedAt = performance.now();
      const experience = line.inbound.understand?.(await ring(line, callId, on));
      expect([url, experience]).toEqual([url, expect.objectContaining(ELSEWHERE)]);
      // What is refused is refused at once, and not after a time that tells what is there.
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(await recordOf(callId)).toMatchObject({ outcome: 'answered', target: 'dial', used_fallback: true });
    }

    async function listening<S extends Server>(server: S, host = '127.0.0.1'): Promise<number> {
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, host, resolve));
      return (server.address() as AddressInfo).port;
    }

    it('is left when it is in a network that tenants have no business in', async () => {
      for (const host of ['10.255.255.1', '169.254.169.254', '192.168.0.1', '[fe80::1]', '100.100.100.200']) {
        await expectElsewhere(`https://${host}/voice`);
      }
    });

    it('is left when nobody listens, or the name does not exist', async () => {
      const port = await listening(createServer());
      const server = servers.pop();
      await new Promise((resolve) => server?.close(resolve));
      await expectElsewhere(`https://127.0.0.1:${port}/voice`);
      await expectElsewhere('https://nobody.invalid/voice');
    });

    it('is left when it does not prove to be who it is', async () => {
      let connections = 0;
      const asked: unknown[] = [];
      const server = createTlsServer(CERTIFICATE, (request, response) => {
        asked.push(request.url);
        response.end();
      });
      server.on('connection', () => (connections += 1));
      // The certificate is for 127.0.0.1.
      const port = await listening(server, '0.0.0.0');
      await expectElsewhere(`https://127.0.0.2:${port}/voice`);
      expect([connections > 0, asked]).toEqual([true, []]);
    });

    it('is left when it speaks no TLS', async () => {
      const asked: unknown[] = [];
      const port = await listening(createServer((request, response) => void asked.push(request.url, response.end())));
      await expectElsewhere(`https://127.0.0.1:${port}/voice`);
      expect(asked).toEqual([]);
    });

    it('is left when it sends us on, and we go nowhere', async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        const askedBefore = endpoint.asked.length;
        endpoint.behaves((_asked, response) => {
          response.writeHead(status, { location: `${endpoint.url}/next`, 'content-type': 'text/xml' });
          response.end('<Response><Say>Hello</Say></Response>');
        });
        await expectElsewhere(endpoint.url);
        expect(endpoint.asked).toHaveLength(askedBefore + 1);
      }
    });

    it('is left when it breaks off', async () => {
      endpoint.behaves((_asked, response) => {
        response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '1000' });
        response.write('<Response>', () => response.destroy());
      });
      await expectElsewhere(endpoint.url);
    });
  });

  it('that hang are left in time for the fallback target to answer within the patience of the carrier', async () => {
    const registry = app.app.get(ProviderRegistry);
    const deadlineOf = (name: string): number => registry.get(name).metadata.capabilities.webhookDeadlineMs;
    const [name = ''] = marked.map(([of]) => of).sort((a, b) => deadlineOf(a) - deadlineOf(b));
    const line = lineOf(name);
    await routedTo(line, { type: 'webhook', url: endpoint.url });
    const drips = new Set<NodeJS.Timeout>();
    const ways: ((response: ServerResponse) => void)[] = [
      () => undefined,
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('['),
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        drips.add(setInterval(() => response.write(' '), 100));
      },
    ];
    let next = 0;
    endpoint.behaves((_asked: AskedWebhook, response) => ways[next++]?.(response));
    const startedAt = performance.now();
    const callIds = ways.map(() => callIdFor(line));
    const answers = await Promise.all(callIds.map((callId) => ring(line, callId)));
    expect(performance.now() - startedAt).toBeLessThan(deadlineOf(name));
    for (const drip of drips) clearInterval(drip);
    expect(next).toBe(ways.length);
    for (const answer of answers) expect(line.inbound.understand?.(answer)).toMatchObject(ELSEWHERE);
    for (const callId of callIds) {
      const { margin_ms: marginMs, ...record } = await recordOf(callId);
      expect(record).toMatchObject({ outcome: 'answered', target: 'dial', used_fallback: true });
      expect(marginMs).toBeGreaterThanOrEqual(0);
      expect(marginMs).toBeLessThan(1_500);
    }
  }, 20_000);

  describe('the signatures of what an endpoint is asked', () => {
    const DIAL = JSON.stringify({ target: ELSEWHERE });

    /** What an endpoint that knows this secret says of the last question. */
    function judge(secret: string): unknown {
      const { body = '', headers = {} } = endpoint.asked.at(-1) ?? {};
      return new Webhook(secret).verify(body, headers as Record<string, string>);
    }

    it('are made with every live secret, so that a rotation refuses no call', async () => {
      const line = lineOf('plivo');
      const path = secretsOf(line.workflowId);
      await routedTo(line, { type: 'webhook', url: endpoint.url });
      endpoint.answers(DIAL, 'application/json');
      const [first = ''] = (await api.get(path)).body.secrets as string[];
      await ring(line);
      expect(judge(first)).toMatchObject({ type: 'call.inbound' });

      const [second = '', older] = (await api.post(path)).body.secrets as string[];
      expect([older, second === first]).toEqual([first, false]);
      await app.routesAreKnown();
      await ring(line);
      expect([judge(first), judge(second)]).toEqual([expect.anything(), expect.anything()]);

      expect((await api.delete(`${path}/oldest`)).body.secrets).toEqual([second]);
      await app.routesAreKnown();
      await ring(line);
      expect(judge(second)).toMatchObject({ type: 'call.inbound' });
      expect(() => judge(first)).toThrow();
    });

    it('cover time and body, and the id is that of the call', async () => {
      const line = lineOf('twilio');
      await routedTo(line, { type: 'webhook', url: endpoint.url });
      endpoint.answers(DIAL, 'application/json');
      const [secret = ''] = (await api.get(secretsOf(line.workflowId))).body.secrets as string[];
      const callId = callIdFor(line);
      await ring(line, callId);
      const asked = endpoint.asked.at(-1);
      if (!asked) throw new Error('the endpoint was not asked');
      const headers = asked.headers as Record<string, string>;
      const webhook = new Webhook(secret);
      expect(() => webhook.verify(asked.body.replace(callId, 'CA0'), headers)).toThrow();
      expect(() => webhook.verify(asked.body, { ...headers, 'webhook-id': 'msg_0' })).toThrow();
      expect(headers['webhook-id']).toMatch(/^msg_[\da-f]{32}$/);
      expect(JSON.parse(asked.body)).toEqual({
        type: 'call.inbound',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        data: {
          call_id: callId,
          provider: 'twilio',
          from: CALLER,
          to: line.address,
          phone_number_id: expect.any(Number),
          telephony_configuration_id: expect.any(Number),
          workflow_id: line.workflowId,
          organization_id: expect.any(Number),
          parameters: expect.objectContaining({ CallSid: callId }),
        },
      });
      // Another process, which has not seen the first question, asks with the same id.
      const beside = await TestApp.start({ beside: app, carrierBaseUrls: sandbox.env });
      await ring(line, callId, beside);
      await beside.stop({ keepDatabase: true });
      expect(endpoint.asked.at(-1)).not.toBe(asked);
      expect(endpoint.asked.at(-1)?.headers['webhook-id']).toBe(headers['webhook-id']);
    });
  });

  describe('a workflow of before, without a secret', () => {
    async function createOld(): Promise<ApiResponse['body']> {
      const workflow = await createWorkflow(api, { name: 'Old' });
      const without = 'UPDATE workflows SET signing_key_id = NULL, signing_ciphertext = NULL WHERE id = $1';
      await runSql(app.database.url, without, [workflow.id]);
      return workflow;
    }

    it('is given one secret by all who ask at once, and is the same as before otherwise', async () => {
      const workflow = await createOld();
      const path = secretsOf(workflow.id);
      const answers = await Promise.all(Array.from({ length: 8 }, () => api.get(path)));
      const seen = new Set(answers.map(({ body }) => JSON.stringify(body.secrets)));
      expect(seen.size).toBe(1);
      expect(answers[0]?.body.secrets).toEqual([expect.stringMatching(/^whsec_[\w+/]{43}=$/)]);
      const after = await api.get(`${WORKFLOWS}/${workflow.id}`);
      expect(after.body).toEqual(workflow);
      const headers = { 'If-Match': `"${workflow.version}"` };
      expect((await api.patch(`${WORKFLOWS}/${workflow.id}`, { name: 'New' }, { headers })).status).toBe(200);
    });

    it('is given its first one by adding one', async () => {
      const { id } = await createOld();
      const added = await api.post(secretsOf(id));
      expect(added.body.secrets).toHaveLength(1);
      expect((await api.get(secretsOf(id))).body).toEqual(added.body);
    });
  });

  describe('signing secrets', () => {
    it('are added and retired one at a time, by one of those who try at once', async () => {
      const { id, version } = await createWorkflow(api);
      const path = secretsOf(id);
      expect((await api.delete(`${path}/oldest`)).body.code).toBe('secondary_secret_missing');
      const added = await Promise.all([api.post(path), api.post(path), api.post(path)]);
      const codes = added.map(({ status, body }) => (status === 200 ? 'added' : body.code)).sort();
      expect(codes[0]).toBe('added');
      for (const code of codes.slice(1)) expect(['secondary_secret_present', 'version_mismatch']).toContain(code);
      expect((await api.post(path)).body.code).toBe('secondary_secret_present');
      const [newest] = (await api.get(path)).body.secrets as string[];
      expect((await api.delete(`${path}/oldest`)).body.secrets).toEqual([newest]);
      const { body, headers } = await api.get(`${WORKFLOWS}/${id}`);
      expect(body.version).toBe(version + 2);
      expect(headers.get('etag')).toBe(`"${body.version}"`);
    });

    it('are for administrators of the own organization alone', async () => {
      const { id } = await createWorkflow(api);
      const stranger = await app.organization('Rival');
      const requests: [string, string][] = [
        ['GET', secretsOf(id)],
        ['POST', secretsOf(id)],
        ['DELETE', `${secretsOf(id)}/oldest`],
      ];
      for (const [method, path] of requests) {
        expect((await stranger.send(method, path, undefined, {})).body.code).toBe('workflow_not_found');
        for (const scope of ['read', 'write']) {
          const created = await api.post('/api/v1/api-keys', { name: scope, scopes: [scope] });
          const client = app.client((created.body as { key: string }).key);
          expect((await client.send(method, path, undefined, {})).body.code).toBe('insufficient_scope');
        }
      }
    });

    it('are in no other answer', async () => {
      const { id } = await createWorkflow(api);
      const { secrets } = (await api.post(secretsOf(id))).body as { secrets: string[] };
      expect(secrets).toHaveLength(2);
      const paths = [WORKFLOWS, `${WORKFLOWS}/${id}`, CALLS, '/api/v1/phone-numbers', '/metrics'];
      const texts = await Promise.all(paths.map(async (path) => JSON.stringify((await api.get(path)).body)));
      texts.push(JSON.stringify((await api.patch(`${WORKFLOWS}/${id}`, { name: 'Renamed' })).body));
      for (const secret of secrets) for (const text of texts) expect(text).not.toContain(secret.slice(6, -1));
    });
  });
});
