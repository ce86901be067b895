import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { createApiKey } from '../factories/api-key.factory.js';
import { aWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { runSql, snapshotOf } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { CONFIGS, numbersOf, PHONE_NUMBERS, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { SeverableProxy } from '../support/severable-proxy.js';
import { TestApp } from '../support/test-app.js';
import { type Furnished, furnish, sendTo, WRITING_ROUTES } from '../support/writing-routes.js';

/** A way for the database to be away, and back. */
interface Outage {
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
}

describe('without its database, the service', () => {
  let app: TestApp;
  let behind: TestApp;
  let proxy: SeverableProxy;
  let tenant: Furnished;
  let api: ApiClient;
  let outages: Readonly<Record<'cut off' | 'closed', Outage>>;

  beforeAll(async () => {
    // The proxied instance is the one under test; the other one is there to look at the database meanwhile.
    behind = await TestApp.start();
    proxy = await SeverableProxy.before(behind.database.url);
    app = await TestApp.start({ beside: behind, databaseUrl: proxy.url });
    tenant = await furnish(app, 'Acme');
    api = tenant.api;
    const admin = new URL(behind.database.url);
    admin.pathname = '/postgres';
    const { name } = behind.database;
    outages = {
      'cut off': { begin: () => proxy.sever(), end: () => proxy.restore() },
      closed: {
        begin: async () => {
          await runSql(admin.href, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
          await runSql(admin.href, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
        },
        end: () => runSql(admin.href, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`),
      },
    };
  });

  afterAll(async () => {
    await app.stop({ keepDatabase: true });
    await proxy.sever();
    await behind.stop();
  });

  function expectAway(answer: ApiResponse): void {
    expectProblem(answer, 'database_unavailable');
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(answer.body)).not.toMatch(/ECONN|postgres|socket|terminat|127\.0\.0\.1/i);
  }

  it.each(['cut off', 'closed'] as const)(
    'answers 503 with Retry-After while it is %s, and goes on by itself',
    async (kind) => {
      const before = await snapshotOf(behind.database.url);
      const unused = app.client((await createApiKey(api, ['read'])).key);
      const afterKey = await snapshotOf(behind.database.url);
      expect((await api.get(WORKFLOWS)).status).toBe(200);
      await outages[kind].begin();
      try {
        // Both with a key that is remembered and with one that has to be looked up: an outage is no wrong key.
        for (const client of [api, unused]) {
          expectAway(await client.get(WORKFLOWS));
          expectAway(await client.get(`${CONFIGS}/${tenant.configId}`));
          expectAway(await client.get(PHONE_NUMBERS));
          expectAway(await client.get(`${numbersOf(tenant.configId)}/${tenant.numberId}`));
        }
        for (const route of WRITING_ROUTES) expectAway(await sendTo(route, tenant, route.body(tenant)));
        for (const path of [`${WORKFLOWS}/${tenant.workflowId}`, `${CONFIGS}/${tenant.configId}`])
          expectAway(await api.delete(path));
        expectAway(await api.delete(`${numbersOf(tenant.configId)}/${tenant.numberId}`));
        expectAway(await api.post(WORKFLOWS, aWorkflow(), { headers: { 'Idempotency-Key': 'during-an-outage' } }));
        expect((await api.get('/healthz')).status).toBe(200);
        const ready = await api.get('/readyz');
        expect([ready.status, ready.body.checks.database]).toEqual([503, 'unavailable']);
      } finally {
        await outages[kind].end();
      }
      const backAt = Date.now();
      while ((await api.get('/readyz')).status !== 200) expect(Date.now() - backAt).toBeLessThan(3_000);
      expect((await api.get(WORKFLOWS)).status).toBe(200);
      expect(await snapshotOf(behind.database.url)).toEqual(afterKey);
      expect(afterKey).not.toEqual(before);
      expect((await api.post(WORKFLOWS, aWorkflow())).status).toBe(201);
    },
  );

  it('leaves nothing behind of a request that was cut off in the middle', async () => {
    const { url } = behind.database;
    const count = async (): Promise<object[]> => runSql(url, 'SELECT count(*)::int AS rows FROM workflows');
    const before = await count();
    const options = { headers: { 'Idempotency-Key': 'cut-off' } };
    const holder = new Client(url);
    await holder.connect();
    try {
      // Nobody can write to the table, so the request waits inside the database until its connection is ended.
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE workflows IN SHARE MODE');
      const pending = api.post(WORKFLOWS, aWorkflow(), options);
      const ended = await eventually(
        () =>
          runSql(
            url,
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          ),
        (rows) => rows.length > 0,
      );
      expect(ended).toHaveLength(1);
      expectAway(await pending);
    } finally {
      await holder.end();
    }
    expect(await count()).toEqual(before);
    const again = await api.post(WORKFLOWS, aWorkflow(), options);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it('waits for no answer for ever', async () => {
    const { extra } = app.app.get(DataSource).options as { extra: Record<string, number> };
    // The server has to be the first to give up: it then says what it was.
    expect(extra['query_timeout']).toBeGreaterThan(extra['statement_timeout'] ?? 0);
    expect(extra['query_timeout']).toBeLessThanOrEqual(30_000);

    expect((await api.get('/readyz')).status).toBe(200);
    proxy.freeze();
    const askedAt = Date.now();
    const ready = await api.get('/readyz');
    expect([ready.status, ready.body.checks.database]).toEqual([503, 'unavailable']);
    expect(Date.now() - askedAt).toBeLessThan(5_000);
    expect((await api.get('/healthz')).status).toBe(200);
    await proxy.sever();
    await proxy.restore();
    await eventually(
      () => api.get('/readyz'),
      ({ status }) => status === 200,
    );
  });
});
