import { setTimeout as sleep } from 'node:timers/promises';
import { createApiKey } from '../factories/api-key.factory.js';
import { anAddress } from '../factories/phone-number.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { runSql } from '../support/database-snapshot.js';
import { type DocumentedOperation, operationsOf } from '../support/openapi-operations.js';
import {
  API_KEYS,
  CALLER_ID_RESOLUTIONS,
  CONFIGS,
  numbersOf,
  ORGANIZATIONS,
  ROUTE_ASSERTIONS,
  ROUTE_EXPLANATIONS,
  WORKFLOWS,
} from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';
import { type Furnished, furnish, sendTo, WRITING_ROUTES } from '../support/writing-routes.js';

const SCOPES = ['read', 'write', 'admin', 'instance'] as const;

/** Questions that are too long for a URL: they change nothing, so that who may read may ask. */
const ASKED_BY_POST = [ROUTE_EXPLANATIONS, `${ROUTE_ASSERTIONS}/run`, CALLER_ID_RESOLUTIONS];

/** What api.md says of scopes, as a rule instead of a list: a new route that breaks it is noticed. */
function scopeOf({ method, path }: DocumentedOperation): (typeof SCOPES)[number] {
  if (path.startsWith(API_KEYS) || path.includes('/signing-secrets')) return 'admin';
  if (/^\/api\/v1\/organizations(\/\{organization_id\})?$/.test(path)) return 'instance';
  return method === 'GET' || ASKED_BY_POST.includes(path) ? 'read' : 'write';
}

describe('conventions of the API', () => {
  let app: TestApp;
  let second: TestApp;
  let tenant: Furnished;
  let api: ApiClient;

  beforeAll(async () => {
    app = await TestApp.start();
    second = await TestApp.start({ beside: app });
    tenant = await furnish(app, 'Acme');
    api = tenant.api;
  });

  afterAll(async () => {
    await second.stop({ keepDatabase: true });
    await app.stop();
  });

  describe('authentication', () => {
    it('is demanded by every route that is not public', async () => {
      const operations = operationsOf(app.document);
      const closed = operations.filter(({ isPublic }) => !isPublic);
      expect(closed.length).toBeGreaterThan(25);
      for (const { method, path } of closed) {
        const url = path.replaceAll(/\{\w+\}/g, '1');
        expectProblem(await app.client(null).send(method, url, undefined, {}), 'authentication_required');
        expectProblem(await app.client('dp_unknown').send(method, url, undefined, {}), 'invalid_api_key');
      }
      for (const { method, path } of operations.filter(({ isPublic }) => isPublic)) {
        const answer = await app.client(null).send(method, path.replaceAll(/\{\w+\}/g, '1'), undefined, {});
        expect([path, answer.status]).not.toEqual([path, 401]);
      }
    });

    it('comes before anything that would tell whether something exists', async () => {
      const nobody = app.client(null);
      for (const path of [`${WORKFLOWS}/${tenant.workflowId}`, `${WORKFLOWS}/987654321`, `${WORKFLOWS}/not-an-id`]) {
        expectProblem(await nobody.get(path), 'authentication_required');
        expectProblem(await nobody.put(path, { surprise: 1 }), 'authentication_required');
      }
      expectProblem(await nobody.get(`${WORKFLOWS}?surprise=1`), 'authentication_required');
    });

    it('takes the key from either header, and X-API-Key first', async () => {
      const { key } = await createApiKey(api, ['read']);
      const nobody = app.client(null);
      const status = async (headers: Record<string, string>): Promise<number> =>
        (await nobody.get(WORKFLOWS, { headers })).status;
      expect(await status({ 'X-API-Key': key })).toBe(200);
      expect(await status({ 'x-api-key': ` ${key} ` })).toBe(200);
      expect(await status({ Authorization: `Bearer ${key}` })).toBe(200);
      expect(await status({ Authorization: `bearer  ${key}` })).toBe(200);
      expect(await status({ 'X-API-Key': key, Authorization: 'Bearer wrong' })).toBe(200);
      expect(await status({ 'X-API-Key': 'wrong', Authorization: `Bearer ${key}` })).toBe(401);
      expect(await status({ 'X-API-Key': '', Authorization: `Bearer ${key}` })).toBe(200);
      for (const scheme of ['Basic', 'Token', 'ApiKey', ''])
        expect(await status({ Authorization: `${scheme} ${key}` })).toBe(401);
    });

    it('refuses what is almost a key', async () => {
      const { key } = await createApiKey(api, ['read']);
      const prefix = key.slice(0, 11);
      for (const almost of [
        prefix,
        `${prefix}****`,
        `${key}x`,
        key.slice(0, -1),
        key.toUpperCase(),
        `${key} ${key}`,
        '*',
        'null',
      ]) {
        expectProblem(await app.client(almost).get(WORKFLOWS), 'invalid_api_key');
      }
    });

    it('ends with the key, at the moment that was chosen', async () => {
      const expiresAt = Date.now() + 1_500;
      const { key } = await createApiKey(api, ['read'], { expires_at: new Date(expiresAt).toISOString() });
      const client = app.client(key);
      expect((await client.get(WORKFLOWS)).status).toBe(200);
      await sleep(expiresAt - Date.now() + 20);
      // It is remembered as valid for seconds, and must not be taken for valid all the same.
      expectProblem(await client.get(WORKFLOWS), 'invalid_api_key');
      expectProblem(await second.client(key).get(WORKFLOWS), 'invalid_api_key');
    });

    it('ends at once where a key is revoked, and within five seconds elsewhere', async () => {
      const { id, key } = await createApiKey(api, ['read']);
      const [here, elsewhere] = [app.client(key), second.client(key)];
      expect((await here.get(WORKFLOWS)).status).toBe(200);
      expect((await elsewhere.get(WORKFLOWS)).status).toBe(200);
      expect((await api.delete(`${API_KEYS}/${id}`)).body.revoked_at).not.toBeNull();
      const revokedAt = Date.now();
      expectProblem(await here.get(WORKFLOWS), 'invalid_api_key');
      while ((await elsewhere.get(WORKFLOWS)).status === 200) {
        expect(Date.now() - revokedAt).toBeLessThan(5_000);
        await sleep(100);
      }
      expectProblem(await elsewhere.get(WORKFLOWS), 'invalid_api_key');
    });

    it('works from the moment a key is issued, on every instance', async () => {
      const secret = 'dp_not-issued-yet';
      expectProblem(await second.client(secret).get(WORKFLOWS), 'invalid_api_key');
      const { key } = await createApiKey(api, ['read']);
      expect((await second.client(key).get(WORKFLOWS)).status).toBe(200);
    });

    it('keeps no key that could be read', async () => {
      const { id, key } = await createApiKey(api, ['read']);
      const [row] = await runSql<{ stored: string }>(
        app.database.url,
        `SELECT row_to_json(k)::text AS stored FROM api_keys k WHERE id = $1`,
        [id],
      );
      expect(row?.stored).toContain(key.slice(0, 11));
      expect(row?.stored).not.toContain(key.slice(11));
      expect(JSON.stringify((await api.get(API_KEYS)).body)).not.toContain(key.slice(11));
    });
  });

  it('demands of every route exactly the scope of its kind', async () => {
    const clients = new Map<string, ApiClient>();
    for (const scope of SCOPES) clients.set(scope, app.client((await createApiKey(app.root, [scope])).key));
    const operations = operationsOf(app.document).filter(({ isPublic }) => !isPublic);
    const wrong: string[] = [];
    for (const operation of operations) {
      const url = operation.path.replaceAll(/\{\w+_id\}/g, '987654321').replace('{address}', '1');
      for (const [scope, client] of clients) {
        // An unknown field: whoever is let in is refused by the validation, and nothing happens.
        const body = operation.operation.requestBody === undefined ? undefined : { surprise: true };
        const { status, body: answer } = await client.send(operation.method, url, body, {});
        const isRefused = status === 403 && answer.code === 'insufficient_scope';
        if (isRefused !== (scope !== scopeOf(operation))) wrong.push(`${operation.method} ${url} ${scope} → ${status}`);
        if (isRefused && !answer.detail.includes(`"${scopeOf(operation)}"`)) wrong.push(`${url}: ${answer.detail}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('demands the scope admin for skipping the ownership check', async () => {
    const { key } = await createApiKey(api, ['read', 'write']);
    const path = `${numbersOf(tenant.configId)}?skip_ownership_check=true`;
    const answer = await app.client(key).post(path, { address: anAddress() });
    expectProblem(answer, 'insufficient_scope');
    expect(answer.body.detail).toContain('"admin"');
  });

  describe('answers', () => {
    it('say where a created resource is, and it is there', async () => {
      for (const route of WRITING_ROUTES.filter(
        ({ method, isJob, isQuestion }) => method === 'POST' && !isJob && !isQuestion,
      )) {
        const answer = await sendTo(route, tenant, route.body(tenant));
        expect(answer.status).toBe(201);
        const location = answer.headers.get('location') ?? '';
        const collection = route.path(tenant).split('?', 1)[0];
        expect(location).toBe(`${collection}/${answer.body.id}`);
        const { body } = await (route.name === 'POST /organizations' ? app.root : api).get(location);
        expect(answer.body).toMatchObject(body);
      }
    });

    it('carry the version as a strong ETag, and times as RFC 3339 with milliseconds', async () => {
      const number = `${numbersOf(tenant.configId)}/${tenant.numberId}`;
      for (const path of [
        `${WORKFLOWS}/${tenant.workflowId}`,
        `${CONFIGS}/${tenant.configId}`,
        number,
        `${ORGANIZATIONS}/current`,
      ]) {
        const { headers, body } = await api.get(path);
        expect(headers.get('etag')).toBe(`"${body.version}"`);
        expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }
      expect((await api.get(WORKFLOWS)).headers.get('etag')).toBeNull();
    });

    it('are never kept by a cache and never run by a browser', async () => {
      const answers = [
        await api.get(WORKFLOWS),
        await api.get(`${WORKFLOWS}/0`),
        await app.client(null).get('/nothing'),
      ];
      for (const { headers } of answers) {
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-powered-by')).toBeNull();
      }
    });

    it('carry the id of the request, whoever made it up', async () => {
      const mine = 'my-request.4711_A';
      for (const path of [WORKFLOWS, `${WORKFLOWS}/0`, '/nothing', '/healthz', '/metrics']) {
        expect((await api.get(path, { headers: { 'X-Request-Id': mine } })).headers.get('x-request-id')).toBe(mine);
        const [first, next] = [await api.get(path), await api.get(path)].map(({ headers }) =>
          headers.get('x-request-id'),
        );
        expect(first).toMatch(/^[0-9a-f-]{36}$/);
        expect(next).not.toBe(first);
      }
      // What the body parser turns away has never reached a route.
      const refused = await api.post(WORKFLOWS, undefined, { rawBody: '{', headers: { 'X-Request-Id': mine } });
      expect(refused.body.request_id).toBe(mine);
    });

    it('name the path of a refusal without its query', async () => {
      const { body } = await api.get(`${WORKFLOWS}?surprise=a-secret`);
      expect(body.instance).toBe(WORKFLOWS);
      expect(JSON.stringify(body)).not.toContain('a-secret');
      expect(body.errors).toEqual([{ pointer: '/surprise', code: 'unknown_field', detail: expect.any(String) }]);
    });

    it('point to each field at fault', async () => {
      const { body } = await api.post(WORKFLOWS, { target: { type: 'stream', url: 'http://a.example' }, 'a/b~c': 1 });
      expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
        '/a~1b~0c',
        '/name',
        '/target/url',
      ]);
    });
  });

  it('describes itself, and the page that shows it, to everybody', async () => {
    const json = await fetch(`${app.baseUrl}/api/openapi.json`);
    expect(json.status).toBe(200);
    expect(await json.json()).toEqual(JSON.parse(JSON.stringify(app.document)));
    const page = await fetch(`${app.baseUrl}/api/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('answers the probes without a key', async () => {
    const nobody = app.client(null);
    expect((await nobody.get('/healthz')).body).toEqual({ status: 'ok', checks: { process: 'ok' } });
    expect((await nobody.get('/readyz')).body).toMatchObject({
      status: 'ok',
      checks: { database: 'ok', migrations: 'ok' },
    });
    await createWorkflow(api);
    const metrics = await nobody.get('/metrics');
    expect(metrics.body).toMatch(
      /dialplane_http_request_duration_seconds_count\{method="POST",route="\/api\/v1\/workflows",status="201"\} \d/,
    );
    expect(metrics.body).not.toContain(`/workflows/${tenant.workflowId}`);
  });
});
