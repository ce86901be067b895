import { aConfig, createConfig } from '../factories/telephony-config.factory.js';
import { createApiKey } from '../factories/api-key.factory.js';
import { createNumber } from '../factories/phone-number.factory.js';
import { aWorkflow, createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql, snapshotOf } from '../support/database-snapshot.js';
import { API_KEYS, CONFIGS, UNVERIFIED_CONFIGS, numbersOf, ORGANIZATIONS, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';
import { type Furnished, furnish, sendTo, WRITING_ROUTES } from '../support/writing-routes.js';

/** A resource of its own for a test: its path, and changes that differ each time. */
interface Resource {
  path: string;
  change: () => object;
}

describe('conventions of writing', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let tenant: Furnished;
  let api: ApiClient;
  let sequence = 0;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    tenant = await furnish(app, 'Acme');
    api = tenant.api;
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  function unique(what: string): string {
    sequence += 1;
    return `${what} ${sequence}`;
  }

  const RESOURCES: Readonly<Record<string, () => Promise<Resource>>> = {
    workflow: async () => {
      const { id } = await createWorkflow(api);
      return { path: `${WORKFLOWS}/${id}`, change: () => ({ name: unique('Agent') }) };
    },
    configuration: async () => {
      const { id } = await createConfig(api);
      return { path: `${CONFIGS}/${id}`, change: () => ({ name: unique('Account') }) };
    },
    'phone number': async () => {
      const { id } = await createNumber(api, tenant.configId);
      return { path: `${numbersOf(tenant.configId)}/${id}`, change: () => ({ label: unique('Line') }) };
    },
  };

  describe.each(Object.entries(RESOURCES))('If-Match on a %s', (_name, make) => {
    const METHODS = ['PUT', 'PATCH'] as const;
    const ifMatch = (tag: string): { headers: Record<string, string> } => ({ headers: { 'If-Match': tag } });

    it.each(METHODS)('lets a %s through with the present version, with * and without it', async (method) => {
      const { path, change } = await make();
      const write = (tag?: string): Promise<ApiResponse> =>
        api.send(method, path, change(), tag === undefined ? {} : ifMatch(tag));
      const { version } = (await api.get(path)).body;
      for (const [index, tag] of [
        `"${version}"`,
        '*',
        ' * ',
        undefined,
        `"999", "${version + 4}" , "1000"`,
      ].entries()) {
        const answer = await write(tag);
        expect([tag, answer.status]).toEqual([tag, 200]);
        expect(answer.body.version).toBe(version + index + 1);
        expect(answer.headers.get('etag')).toBe(`"${answer.body.version}"`);
      }
      expect((await api.get(path)).headers.get('etag')).toBe(`"${version + 5}"`);
    });

    it('refuses every write of a version that is past, and changes nothing', async () => {
      const { path, change } = await make();
      const stale = (await api.get(path)).headers.get('etag') ?? '';
      await api.put(path, change());
      const before = await snapshotOf(app.database.url);
      for (const tag of [stale, `${stale}, "999"`, '"0"']) {
        expectProblem(await api.put(path, change(), ifMatch(tag)), 'version_mismatch');
        expectProblem(await api.patch(path, change(), ifMatch(tag)), 'version_mismatch');
        expectProblem(await api.delete(path, ifMatch(tag)), 'version_mismatch');
      }
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('deletes the present version', async () => {
      const { path } = await make();
      expect((await api.delete(path, ifMatch((await api.get(path)).headers.get('etag') ?? ''))).status).toBe(200);
      expect((await api.get(path)).status).toBe(404);
      for (const send of [
        api.put(path, {}, ifMatch('"1"')),
        api.patch(path, {}, ifMatch('*')),
        api.delete(path, ifMatch('*')),
      ]) {
        expect((await send).status).toBe(404);
      }
    });

    it.each(METHODS)('lets one of two simultaneous %ss of the same version win', async (method) => {
      const { path, change } = await make();
      const tag = (await api.get(path)).headers.get('etag') ?? '';
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => api.send(method, path, change(), ifMatch(tag))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
      const [winner] = answers.filter(({ status }) => status === 200);
      expect((await api.get(path)).body).toEqual(winner?.body);
    });
  });

  it('keeps both of two simultaneous patches of different fields, or refuses one', async () => {
    const { id } = await createNumber(api, tenant.configId, { extra_metadata: { kept: true } });
    const path = `${numbersOf(tenant.configId)}/${id}`;
    const patches = ['a', 'b', 'c', 'd'].map((key) => api.patch(path, { extra_metadata: { [key]: key } }));
    const answers = await Promise.all(patches);
    const { extra_metadata: metadata } = (await api.get(path)).body;
    for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) {
      expect([200, 412]).toContain(answers[index]?.status);
      expect([key, metadata[key]]).toEqual([key, answers[index]?.status === 200 ? key : undefined]);
    }
    expect(metadata.kept).toBe(true);
  });

  describe('Idempotency-Key', () => {
    const key = (): { headers: { 'Idempotency-Key': string } } => ({
      headers: { 'Idempotency-Key': unique('key').replace(' ', '-') },
    });

    it.each(
      WRITING_ROUTES.filter(({ method, isJob, isQuestion }) => method === 'POST' && !isJob && !isQuestion).map(
        (route) => [route.name, route] as const,
      ),
    )('makes %s happen once', async (_name, route) => {
      const { headers } = key();
      const body = route.body(tenant);
      const first = await sendTo(route, tenant, body, headers);
      expect(first.status).toBe(201);
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      const before = await snapshotOf(app.database.url);
      const again = await sendTo(route, tenant, body, headers);
      expect(again.status).toBe(201);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      for (const name of ['etag', 'location']) expect(again.headers.get(name)).toBe(first.headers.get(name));
      expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('answers with the first answer, even when the resource has changed or gone since', async () => {
      const { headers } = key();
      const first = await api.post(WORKFLOWS, aWorkflow(), { headers });
      await api.put(`${WORKFLOWS}/${first.body.id}`, { name: 'Changed' });
      await api.delete(`${WORKFLOWS}/${first.body.id}`);
      expect((await api.post(WORKFLOWS, aWorkflow(), { headers })).body).toEqual(first.body);
    });

    it('is refused for another request', async () => {
      const options = key();
      await api.post(WORKFLOWS, aWorkflow(), options);
      const before = await snapshotOf(app.database.url);
      expectProblem(await api.post(WORKFLOWS, aWorkflow({ name: 'Other' }), options), 'idempotency_key_reused');
      expectProblem(await api.post(`${WORKFLOWS}?a=1`, aWorkflow(), options), 'idempotency_key_reused');
      expectProblem(await api.post(UNVERIFIED_CONFIGS, aConfig(), options), 'idempotency_key_reused');
      expectProblem(
        await api.post(`${CONFIGS}/${tenant.configId}/reactivate`, undefined, options),
        'idempotency_key_reused',
      );
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('is the same for the same JSON in another layout', async () => {
      const options = key();
      const first = await api.post(WORKFLOWS, aWorkflow(), options);
      const rawBody = JSON.stringify(aWorkflow(), null, 4);
      const again = await api.post(WORKFLOWS, undefined, { ...options, rawBody });
      expect([again.status, again.body.id]).toEqual([201, first.body.id]);
    });

    it('is free again after a refusal', async () => {
      const options = key();
      expectProblem(await api.post(WORKFLOWS, aWorkflow({ name: '' }), options), 'validation_failed');
      const corrected = await api.post(WORKFLOWS, aWorkflow(), options);
      expect([corrected.status, corrected.headers.get('idempotency-replayed')]).toEqual([201, null]);
    });

    it('is free again after a fault of the carrier', async () => {
      const options = key();
      const account = '?skip_ownership_check=false';
      const config = await createConfig(api, { config: sandbox.credentials.twilio });
      const [address] = sandbox.numbers.twilio;
      sandbox.twilio.fail({ status: 401, times: 1 });
      expectProblem(await api.post(numbersOf(config.id) + account, { address }, options), 'provider_unauthorized');
      const second = await api.post(numbersOf(config.id) + account, { address }, options);
      expect(second.status).toBe(201);
      expect((await api.post(numbersOf(config.id) + account, { address }, options)).body).toEqual(second.body);
      await api.delete(`${numbersOf(config.id)}/${second.body.id}`);
    });

    it('says so while the first request is running, and answers with it afterwards', async () => {
      const options = key();
      const config = await createConfig(api, { config: sandbox.credentials.twilio });
      const body = { address: sandbox.numbers.twilio[1] };
      let arrived = (): void => undefined;
      let release = (): void => undefined;
      const atCarrier = new Promise<void>((resolve) => (arrived = resolve));
      const held = new Promise<void>((resolve) => (release = resolve));
      const unhook = sandbox.twilio.onRequest({}, async () => {
        arrived();
        await held;
      });
      const first = api.post(numbersOf(config.id), body, options);
      await atCarrier;
      const meanwhile = await api.post(numbersOf(config.id), body, options);
      expectProblem(meanwhile, 'idempotency_key_in_flight');
      expect(meanwhile.headers.get('retry-after')).toBe('1');
      expectProblem(await api.post(numbersOf(config.id), { ...body, label: 'x' }, options), 'idempotency_key_reused');
      unhook();
      release();
      const answer = await first;
      expect(answer.status).toBe(201);
      expect((await api.post(numbersOf(config.id), body, options)).body).toEqual(answer.body);
    });

    it('makes one of twenty simultaneous requests', async () => {
      const options = key();
      const name = unique('Once');
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => api.post(WORKFLOWS, aWorkflow({ name }), options)),
      );
      const first = answers.filter(
        ({ status, headers }) => status === 201 && headers.get('idempotency-replayed') === null,
      );
      expect(first).toHaveLength(1);
      for (const answer of answers) {
        if (answer.status === 201) expect(answer.body).toEqual(first[0]?.body);
        else expectProblem(answer, 'idempotency_key_in_flight');
      }
      const rows = await runSql(app.database.url, 'SELECT id FROM workflows WHERE name = $1', [name]);
      expect(rows).toHaveLength(1);
    });

    it('keeps secrets that are shown once where nobody can read them', async () => {
      const options = key();
      const { key: secret } = await createApiKey(api, ['read']);
      const issued = (await api.post(API_KEYS, { name: 'Issued once', scopes: ['read'] }, options)).body;
      const tenantMade = (await app.root.post(ORGANIZATIONS, { name: 'Made once' }, options)).body;
      const rows = await runSql<{ row: string; bytes: Buffer }>(
        app.database.url,
        `SELECT row_to_json(k)::text AS row, response_ciphertext AS bytes FROM idempotency_keys k`,
      );
      expect(rows.length).toBeGreaterThanOrEqual(2);
      for (const text of [issued.key, tenantMade.api_key.key, secret, 'Issued once', 'Made once']) {
        for (const { row, bytes } of rows) {
          expect(row).not.toContain(text);
          expect(row).not.toContain(Buffer.from(text).toString('hex'));
          expect(bytes?.includes(text) ?? false).toBe(false);
        }
      }
      expect((await api.post(API_KEYS, { name: 'Issued once', scopes: ['read'] }, options)).body.key).toBe(issued.key);
    });

    it('holds for a day, and for an attempt that died until its lock is over', async () => {
      const { headers } = key();
      const post = (): Promise<ApiResponse> => api.post(WORKFLOWS, aWorkflow(), { headers });
      const set = (assignments: string): Promise<object[]> =>
        runSql(app.database.url, `UPDATE idempotency_keys SET ${assignments} WHERE key = $1`, [
          headers['Idempotency-Key'],
        ]);
      const first = await post();
      const [row] = await runSql<{ hours: number }>(
        app.database.url,
        `SELECT extract(epoch FROM expires_at - now()) / 3600 AS hours FROM idempotency_keys WHERE key = $1`,
        [headers['Idempotency-Key']],
      );
      expect(Number(row?.hours)).toBeCloseTo(24, 1);

      await set(`expires_at = now() - interval '1 second'`);
      const second = await post();
      expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([201, null]);
      expect(second.body.id).not.toBe(first.body.id);

      const died = 'response_status = NULL, response_key_id = NULL, response_ciphertext = NULL';
      await set(`${died}, locked_until = now() + interval '5 seconds'`);
      expectProblem(await post(), 'idempotency_key_in_flight');
      await set(`locked_until = now() - interval '1 second'`);
      expect((await post()).headers.get('idempotency-replayed')).toBeNull();
    });

    it('means nothing to other methods', async () => {
      const options = key();
      const path = `${WORKFLOWS}/${tenant.workflowId}`;
      await api.put(path, { name: 'First' }, options);
      expect((await api.put(path, { name: 'Second' }, options)).body.name).toBe('Second');
      expect((await api.get(path, options)).status).toBe(200);
      const rows = await runSql(app.database.url, 'SELECT 1 AS x FROM idempotency_keys WHERE key = $1', [
        options.headers['Idempotency-Key'],
      ]);
      expect(rows).toEqual([]);
    });

    it('makes an action happen once', async () => {
      const options = key();
      const { id } = await createConfig(api);
      const path = `${CONFIGS}/${id}/set-default-outbound`;
      const first = await api.post(path, undefined, options);
      await api.post(`${CONFIGS}/${tenant.configId}/set-default-outbound`);
      const again = await api.post(path, undefined, options);
      expect([again.status, again.body]).toEqual([200, first.body]);
      expect((await api.get(`${CONFIGS}/${id}`)).body.is_default_outbound).toBe(false);
    });
  });
});
