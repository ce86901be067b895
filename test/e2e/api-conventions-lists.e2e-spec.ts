import { createApiKey } from '../factories/api-key.factory.js';
import { insertCall } from '../factories/call.factory.js';
import { createTenant } from '../factories/organization.factory.js';
import { createNumber } from '../factories/phone-number.factory.js';
import { createAssertion } from '../factories/route-assertion.factory.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import { insertTrunk } from '../factories/trunk.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { runSql } from '../support/database-snapshot.js';
import { operationsOf } from '../support/openapi-operations.js';
import {
  API_KEYS,
  CALLS,
  CONFIGS,
  JOBS,
  numbersOf,
  ORGANIZATIONS,
  ORPHANS,
  PHONE_NUMBERS,
  ROUTE_ASSERTIONS,
  SIGNATURE_DIAGNOSES,
  trunksOf,
  WORKFLOWS,
} from '../support/paths.js';
import { TestApp } from '../support/test-app.js';
import { insertDiagnosis } from '../support/writing-routes.js';

/** A list: where it is, what its array is called, and how it gets one more row. */
interface List {
  path: string;
  name: string;
  client: () => ApiClient;
  add: () => Promise<number>;
  remove?: (id: number) => Promise<ApiResponse>;
  /** What tells a row from the others, where it is not `id`. */
  key?: string;
}

describe('lists', () => {
  let app: TestApp;
  let api: ApiClient;
  let configId = 0;
  let jobId = 0;
  let lists: List[] = [];

  beforeAll(async () => {
    app = await TestApp.start();
    api = await app.organization('Acme');
    configId = (await createConfig(api)).id;
    const own = (): ApiClient => api;
    const addNumber = async (): Promise<number> => (await createNumber(api, configId)).id;
    const removeNumber = (id: number): Promise<ApiResponse> => api.delete(`${numbersOf(configId)}/${id}`);
    const { id: organizationId } = (await api.get(`${ORGANIZATIONS}/current`)).body;
    const addJob = async (): Promise<number> => {
      const [row] = await runSql<{ id: number }>(
        app.database.url,
        `INSERT INTO jobs (organization_id, kind, state, finished_at) VALUES ($1, 'sync-all', 'succeeded', now())
         RETURNING id::int`,
        [organizationId],
      );
      return row?.id ?? 0;
    };
    const addOrphan = async (): Promise<number> => {
      const [row] = await runSql<{ id: number }>(
        app.database.url,
        `INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason)
         VALUES ($1, 'twilio', 'AC-left', 'phone_number', '+14155550100', 'provider_refused') RETURNING id::int`,
        [organizationId],
      );
      return row?.id ?? 0;
    };
    jobId = await addJob();
    lists = [
      {
        path: WORKFLOWS,
        name: 'workflows',
        client: own,
        add: async () => (await createWorkflow(api)).id,
        remove: (id) => api.delete(`${WORKFLOWS}/${id}`),
      },
      {
        path: CONFIGS,
        name: 'configurations',
        client: own,
        add: async () => (await createConfig(api)).id,
        remove: (id) => api.delete(`${CONFIGS}/${id}`),
      },
      { path: PHONE_NUMBERS, name: 'phone_numbers', client: own, add: addNumber, remove: removeNumber },
      { path: numbersOf(configId), name: 'phone_numbers', client: own, add: addNumber, remove: removeNumber },
      { path: API_KEYS, name: 'api_keys', client: own, add: async () => (await createApiKey(api, ['read'])).id },
      {
        path: ORGANIZATIONS,
        name: 'organizations',
        client: () => app.root,
        add: async () => (await createTenant(app, 'One more')).id,
      },
      {
        path: trunksOf(configId),
        name: 'trunks',
        client: own,
        add: () => insertTrunk(app, organizationId, configId),
        remove: (id) => api.delete(`${trunksOf(configId)}/${id}`),
      },
      { path: CALLS, name: 'calls', client: own, add: () => insertCall(app, organizationId) },
      { path: JOBS, name: 'jobs', client: own, add: addJob },
      { path: ORPHANS, name: 'orphans', client: own, add: addOrphan, remove: (id) => api.delete(`${ORPHANS}/${id}`) },
      {
        path: ROUTE_ASSERTIONS,
        name: 'route_assertions',
        client: own,
        add: async () => {
          const expected = { phone_number_id: await addNumber(), workflow_id: (await createWorkflow(api)).id };
          return (await createAssertion(api, expected)).id;
        },
        remove: (id) => api.delete(`${ROUTE_ASSERTIONS}/${id}`),
      },
      {
        path: SIGNATURE_DIAGNOSES,
        name: 'signature_diagnoses',
        client: own,
        add: async () => insertDiagnosis(app, organizationId, (await createConfig(api)).id, 'Refused.'),
      },
      {
        path: `${JOBS}/${jobId}/items`,
        name: 'items',
        client: own,
        key: 'phone_number_id',
        add: async () => {
          const [row] = await runSql<{ n: number }>(
            app.database.url,
            `INSERT INTO job_items (job_id, position, address, phone_number_id)
             SELECT $1, count(*) + 1, '+14155550100', count(*) + 1 FROM job_items WHERE job_id = $1 RETURNING position AS n`,
            [jobId],
          );
          return row?.n ?? 0;
        },
      },
    ];
    for (const { add } of lists) for (let row = 0; row < 5; row += 1) await add();
  });

  afterAll(async () => {
    await app.stop();
  });

  const idsOf = (list: List, page: ApiResponse): number[] =>
    (page.body[list.name] as Record<string, number>[]).map((row) => row[list.key ?? 'id'] ?? 0);

  /** Reads to the end by the cursors, as a client does. */
  async function walk(list: List, query: string, between?: (page: number) => Promise<unknown>): Promise<number[][]> {
    const pages: number[][] = [];
    let cursor = '';
    do {
      const page = await list.client().get(`${list.path}?${query}${cursor}`);
      expect(page.status).toBe(200);
      pages.push(idsOf(list, page));
      expect(page.body.has_more).toBe(page.body.next_cursor !== null);
      expect(page.headers.get('link') !== null).toBe(page.body.has_more);
      cursor = page.body.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.body.next_cursor)}`;
      await between?.(pages.length);
    } while (cursor !== '');
    return pages;
  }

  const everyId = async (list: List): Promise<number[]> => (await walk(list, 'limit=1000')).flat();

  it('are all tested here', () => {
    const documented = operationsOf(app.document)
      // Of an inventory the carrier makes the pages; it has tests of its own.
      .filter(({ path }) => !path.endsWith('/inventory'))
      // What tries a page of things is no list of them.
      .filter(({ method }) => method === 'GET')
      .filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'cursor'))
      .map(({ path }) => path.replace('{config_id}', String(configId)).replace('{job_id}', String(jobId)));
    expect(lists.map(({ path }) => path).sort()).toEqual(documented.sort());
  });

  it('read completely and in order, whatever the size of the pages', async () => {
    for (const list of lists) {
      const all = await everyId(list);
      expect(all.length).toBeGreaterThanOrEqual(5);
      expect(all).toEqual([...all].sort((a, b) => a - b));
      for (const limit of [1, 2, all.length - 1, all.length, all.length + 1]) {
        const pages = await walk(list, `limit=${limit}`);
        expect(pages.flat()).toEqual(all);
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        expect(pages).toHaveLength(Math.ceil(all.length / limit));
        expect((await walk(list, `limit=${limit}&order=desc`)).flat()).toEqual([...all].reverse());
      }
    }
  });

  it('lead on by their Link header', async () => {
    for (const list of lists) {
      const all = await everyId(list);
      const seen: number[] = [];
      for (let url: string | undefined = `${list.path}?limit=2&order=desc`; url !== undefined;) {
        const page: ApiResponse = await list.client().get(url);
        seen.push(...idsOf(list, page));
        const link = page.headers.get('link');
        url = link === null ? undefined : /^<([^>]+)>; rel="next"$/.exec(link)?.[1];
        if (link !== null) expect(url).toMatch(/^\/api\/v1\/.*\blimit=2\b/);
      }
      expect(seen).toEqual([...all].reverse());
    }
  });

  it('keep their filters from page to page', async () => {
    const label = 'Filtered & "quoted" + spaced';
    for (let n = 0; n < 3; n += 1) await createNumber(api, configId, { label });
    let url: string | undefined = `${PHONE_NUMBERS}?limit=1&label=${encodeURIComponent(label)}`;
    const labels: string[] = [];
    while (url !== undefined) {
      const page: ApiResponse = await api.get(url);
      labels.push(...page.body.phone_numbers.map((row: { label: string }) => row.label));
      url = /^<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(labels).toEqual([label, label, label]);
  });

  it('neither repeat nor lose a row when rows are added while they are read', async () => {
    for (const list of lists) {
      const before = await everyId(list);
      const added: number[] = [];
      const addOne = async (): Promise<void> => void (added.length < 3 && added.push(await list.add()));
      const ascending = (await walk(list, 'limit=2', addOne)).flat();
      expect(ascending).toEqual([...before, ...added]);
      const seen = [...ascending].reverse();
      expect((await walk(list, 'limit=2&order=desc', () => list.add())).flat()).toEqual(seen);
    }
  });

  it('neither repeat nor lose a row when the row that a page ended with is deleted', async () => {
    for (const list of lists.filter(({ remove }) => remove !== undefined)) {
      for (let n = 0; n < 4; n += 1) await list.add();
      const before = await everyId(list);
      const removed: number[] = [];
      const query = 'limit=2&order=desc';
      const seen = await walk(list, query, async (page) => {
        if (page > 2) return;
        const last = before.at(-2 * page) ?? 0;
        expect((await list.remove?.(last))?.status).toBe(200);
        removed.push(last);
      });
      expect(removed).toHaveLength(2);
      expect(seen.flat()).toEqual([...before].reverse());
      expect(await everyId(list)).toEqual(before.filter((id) => !removed.includes(id)));
    }
  });

  it('hold a hundred rows unless told otherwise, and a thousand at most', async () => {
    const other = await app.organization('Many');
    const { id } = (await other.get(`${ORGANIZATIONS}/current`)).body;
    await runSql(
      app.database.url,
      `INSERT INTO workflows (organization_id, name, target)
       SELECT $1, 'Agent ' || n, '{"type": "say", "text": "Hello", "language": "en-US"}' FROM generate_series(1, 1001) AS n`,
      [id],
    );
    const sizes = await Promise.all(
      ['', '?limit=1', '?limit=1000', '?limit=999&order=desc'].map(async (query) => {
        const { body } = await other.get(`${WORKFLOWS}${query}`);
        return [body.workflows.length, body.has_more];
      }),
    );
    expect(sizes).toEqual([
      [100, true],
      [1, true],
      [1000, true],
      [999, true],
    ]);
    expect((await other.get(`${WORKFLOWS}?limit=1001`)).status).toBe(400);
  });

  it('are empty, not absent, when there is nothing', async () => {
    const nobody = await app.organization('Empty');
    const config = await createConfig(nobody);
    for (const [path, name] of [
      [WORKFLOWS, 'workflows'],
      [PHONE_NUMBERS, 'phone_numbers'],
      [numbersOf(config.id), 'phone_numbers'],
      [trunksOf(config.id), 'trunks'],
    ] as const) {
      expect((await nobody.get(path)).body).toEqual({ [name]: [], has_more: false, next_cursor: null });
    }
  });

  it('go on where they were on another instance and after a change of limit', async () => {
    const second = await TestApp.start({ beside: app });
    try {
      const first = await app.root.get(`${ORGANIZATIONS}?limit=2`);
      const next = await second.root.get(
        `${ORGANIZATIONS}?limit=3&cursor=${encodeURIComponent(first.body.next_cursor)}`,
      );
      const all = await app.root.get(`${ORGANIZATIONS}?limit=5`);
      expect([...first.body.organizations, ...next.body.organizations]).toEqual(all.body.organizations);
    } finally {
      await second.stop({ keepDatabase: true });
    }
  });
});
