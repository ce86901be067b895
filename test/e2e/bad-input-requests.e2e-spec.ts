import { accountSid, createConfig } from '../factories/telephony-config.factory.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { operationsOf } from '../support/openapi-operations.js';
import { API_KEYS, CONFIGS, numbersOf, ORGANIZATIONS, PHONE_NUMBERS, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { type Case, type ExpectRefusals, refusalsOf } from '../support/refusals.js';
import { TestApp } from '../support/test-app.js';
import { type Furnished, furnish, sendTo, WRITING_ROUTES } from '../support/writing-routes.js';

describe('bad input beside the body', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let tenant: Furnished;
  let api: ApiClient;
  let expectRefusals: ExpectRefusals;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    tenant = await furnish(app, 'Acme');
    api = tenant.api;
    expectRefusals = refusalsOf(app, sandbox.twilio);
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  /** So that nothing but the id is wrong. */
  function rightBody(method: string, path: string): object | undefined {
    const route = `${method} ${path.replace('/api/v1', '')}`;
    return WRITING_ROUTES.find(({ name }) => name === route)?.body(tenant);
  }

  it('refuses ids that no path can have', async () => {
    const ids = ['0', '-1', '+1', '1.5', '1e3', '0x1', '01', 'abc', 'null', '9007199254740992', '99999999999999999999'];
    const encoded = ['%00', '1%00', '%20', '%201', '%EF%BC%91', '%27%20OR%201=1', '1%2F2', '💥'];
    const known: Readonly<Record<string, string>> = { config_id: String(tenant.configId) };
    const withIds = operationsOf(app.document).filter(({ path, isPublic }) => path.includes('_id}') && !isPublic);
    expect(withIds.length).toBeGreaterThan(15);
    const cases = withIds.flatMap(({ method, path, operation }) =>
      (path.match(/\{\w+_id\}/g) ?? []).flatMap((parameter) =>
        [...ids, ...encoded].map((id): Case => {
          const url = path.replace(parameter, id).replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '1');
          const body = operation.requestBody === undefined ? undefined : rightBody(method, path);
          return [`${method} ${url}`, 'invalid_parameter', () => app.root.send(method, url, body, {})];
        }),
      ),
    );
    await expectRefusals(cases);
  });

  it('refuses URLs that are not properly encoded', async () => {
    const broken = ['%', '%zz', '%E0%A4%A', '%C0%80', '%ED%A0%80', '%FF'];
    await expectRefusals(
      broken.flatMap((text): Case[] => [
        [`workflows/${text}`, 'malformed_json', () => api.get(`${WORKFLOWS}/${text}`)],
        [`by-address/${text}`, 'malformed_json', () => api.get(`${PHONE_NUMBERS}/by-address/${text}`)],
        [`DELETE ${text}`, 'malformed_json', () => api.delete(`${CONFIGS}/${text}`)],
      ]),
    );
    await expectRefusals([
      ['NUL in an address', 'address_not_valid', () => api.get(`${PHONE_NUMBERS}/by-address/%00`)],
      ['NUL in a query', 'invalid_parameter', () => api.get(`${PHONE_NUMBERS}?q=a%00b`)],
      ['NUL in a name', 'invalid_parameter', () => api.get(`${PHONE_NUMBERS}?a%00b=1`)],
    ]);
  });

  it('refuses query parameters that a route does not know, at every route', async () => {
    const operations = operationsOf(app.document).filter(({ isPublic }) => !isPublic);
    expect(operations.length).toBeGreaterThan(45);
    const values: Readonly<Record<string, string>> = { config_id: String(tenant.configId), address: '%2B14155550777' };
    await expectRefusals(
      operations.flatMap(({ method, path, operation }) => {
        const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '1');
        const body = operation.requestBody === undefined ? undefined : rightBody(method, path);
        return ['surprise=1', 'Dry_Run=true', 'dry_run[]=true'].map((query): Case => [
          `${method} ${url}?${query}`,
          'invalid_parameter',
          () => app.root.send(method, `${url}?${query}`, body, {}),
        ]);
      }),
    );
  });

  it('refuses parameters of lists that are unknown, doubled or out of bounds', async () => {
    const lists = operationsOf(app.document).filter(
      ({ method, path, operation }) =>
        // The carrier's own page is in the cursor of an inventory, which may be longer; it has tests of its own.
        !path.endsWith('/inventory') &&
        (operation.parameters ?? []).some((parameter) => method === 'GET' && parameter.name === 'cursor'),
    );
    expect(lists.length).toBeGreaterThanOrEqual(6);
    const queries = [
      ...[
        'surprise=1',
        '__proto__=1',
        'constructor=1',
        'prototype=1',
        'toString=1',
        'limit[]=1',
        'Limit=1',
        'offset=1',
      ],
      ...['limit=1&limit=2', 'order=asc&order=asc', 'cursor=a&cursor=b', 'limit[0]=1', 'order[a]=asc'],
      ...[
        'limit=',
        'limit=0',
        'limit=-1',
        'limit=1001',
        'limit=1.5',
        'limit=abc',
        'limit=true',
        'limit=1e400',
        'limit=1e2',
        'limit=0x10',
        'limit=%201',
        'limit=+1',
        'limit=1.0',
      ],
      ...['order=', 'order=ASC', 'order=random', `cursor=${'a'.repeat(513)}`],
    ];
    const url = (path: string): string => path.replace('{config_id}', String(tenant.configId));
    await expectRefusals(
      lists.flatMap(({ path }) =>
        queries.map((query): Case => [
          `${path}?${query}`,
          'invalid_parameter',
          () => app.root.get(`${url(path)}?${query}`),
        ]),
      ),
    );
    const filters = [
      ...[
        'q=',
        'q=%20',
        `q=${'a'.repeat(256)}`,
        'q=a&q=b',
        'q[]=a',
        'is_active=yes',
        'is_active=1',
        'is_active=',
        'unbound=TRUE',
      ],
      ...[
        'inbound_workflow_id=0',
        'inbound_workflow_id=-1',
        'inbound_workflow_id=abc',
        'inbound_workflow_id=9007199254740993',
      ],
      ...[
        'inbound_workflow_id=1.5',
        'inbound_workflow_id=0x1',
        'inbound_workflow_id=1e1',
        'inbound_workflow_id=1&inbound_workflow_id=2',
        'sync_state=fine',
        'address_type=fax',
      ],
      ...['country_code=USA', 'country_code=1', 'country_code=US&country_code=DE', 'label=', `label=${'a'.repeat(65)}`],
    ];
    const own = ['provider=', `provider=${'a'.repeat(33)}`, 'provider=a&provider=b', 'telephony_configuration_id=0'];
    const all = [...filters, ...own].map((query) => `${PHONE_NUMBERS}?${query}`);
    const ofOne = [...filters, 'provider=twilio', 'telephony_configuration_id=1'];
    await expectRefusals(
      [...all, ...ofOne.map((query) => `${numbersOf(tenant.configId)}?${query}`)].map((path): Case => [
        path,
        'invalid_parameter',
        () => api.get(path),
      ]),
    );
  });

  it('refuses options that other routes do not have', async () => {
    const number = `${numbersOf(tenant.configId)}/${tenant.numberId}`;
    const body = { address: anAddress() };
    const paths: [string, () => Promise<ApiResponse>][] = [
      ['force=yes', () => api.delete(`${number}?force=yes`)],
      ['force=', () => api.delete(`${number}?force=`)],
      ['force twice', () => api.delete(`${number}?force=true&force=true`)],
      ['Force', () => api.delete(`${CONFIGS}/${tenant.configId}?Force=true`)],
      ['force=1', () => api.delete(`${CONFIGS}/${tenant.configId}?force=1`)],
      ['skip=1', () => api.post(`${numbersOf(tenant.configId)}?skip_ownership_check=1`, body)],
      ['skip elsewhere', () => api.put(`${number}?skip_ownership_check=true`, { label: 'x' })],
      ['confirm_shared=no', () => api.post(`${number}/sync?confirm_shared=no`)],
      ['unknown', () => api.patch(`${number}?dry_run=true`, { label: 'x' })],
    ];
    await expectRefusals(paths.map(([what, send]): Case => [what, 'invalid_parameter', send]));
  });

  it('refuses headers that mean nothing', async () => {
    const workflow = `${WORKFLOWS}/${tenant.workflowId}`;
    const tags = ['1', 'W/"1"', '"a"', '""', '"1" "2"', '"1";', '*, "1"', '"-1"', '"1.5"', ''];
    const keys = ['a b', 'ü', 'a'.repeat(256), ''];
    const resources = [workflow, `${CONFIGS}/${tenant.configId}`, `${numbersOf(tenant.configId)}/${tenant.numberId}`];
    await expectRefusals([
      ...resources.flatMap((path) =>
        tags.flatMap((tag): Case[] => [
          [
            `PUT ${path} If-Match: ${tag}`,
            'invalid_parameter',
            () => api.put(path, {}, { headers: { 'If-Match': tag } }),
          ],
          [
            `DELETE ${path} If-Match: ${tag}`,
            'invalid_parameter',
            () => api.delete(path, { headers: { 'If-Match': tag } }),
          ],
        ]),
      ),
      ...WRITING_ROUTES.filter(({ method }) => method === 'POST').flatMap((route) =>
        keys.map((key): Case => [
          `${route.name} Idempotency-Key: ${key}`,
          'invalid_parameter',
          () => sendTo(route, tenant, route.body(tenant), { 'Idempotency-Key': encodeHeader(key) }),
        ]),
      ),
    ]);
    // Numbers that no version can be are versions that do not match.
    await expectRefusals(
      resources.flatMap((path) =>
        ['"0"', '"2147483648"', '"99999999999999999999"'].flatMap((tag): Case[] => [
          [
            `PUT ${path} If-Match: ${tag}`,
            'version_mismatch',
            () => api.put(path, {}, { headers: { 'If-Match': tag } }),
          ],
          [
            `DELETE ${path} If-Match: ${tag}`,
            'version_mismatch',
            () => api.delete(path, { headers: { 'If-Match': tag } }),
          ],
        ]),
      ),
    );
    const anId = 'my-request-4711';
    expect((await api.get(workflow, { headers: { 'X-Request-Id': anId } })).headers.get('x-request-id')).toBe(anId);
    for (const id of ['short', 'a'.repeat(129), 'with space', 'new;line', '<script>']) {
      const answer = await api.get(`${WORKFLOWS}/0`, { headers: { 'X-Request-Id': id } });
      expectProblem(answer, 'invalid_parameter');
      expect(answer.body.request_id).not.toBe(id);
    }
  });

  it('refuses paths and methods that do not exist', async () => {
    const paths = [
      '/api/v1',
      '/api/v1/',
      '/api/v1/nothing',
      '/api/v2/workflows',
      '/api',
      '/nothing',
      '/.env',
      '/api/v1/workflows/1/2',
    ];
    const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
    await expectRefusals([
      ...paths.map((path): Case => [path, 'route_not_found', () => api.get(path)]),
      ...methods.map((method): Case => [
        `${method} /nothing`,
        'route_not_found',
        () => api.send(method, '/nothing', undefined, {}),
      ]),
      ['DELETE a list', 'route_not_found', () => api.delete(WORKFLOWS)],
      ['PUT a list', 'route_not_found', () => api.put(CONFIGS, {})],
      ['POST to a resource', 'route_not_found', () => api.post(`${WORKFLOWS}/${tenant.workflowId}`, {})],
      ['GET an action', 'route_not_found', () => api.get(`${CONFIGS}/${tenant.configId}/reactivate`)],
      ['TRACE', 'route_not_found', () => api.send('PROPFIND', WORKFLOWS, undefined, {})],
    ]);
    const refusal = await api.delete(`${WORKFLOWS}?q=secret`);
    expect(refusal.body.instance).toBe(WORKFLOWS);
  });

  it('refuses cursors that were changed or belong to something else', async () => {
    const other = await furnish(app, 'Rival');
    for (const { api: client, configId } of [tenant, other]) {
      await createWorkflow(client);
      await createConfig(client, { config: { account_sid: accountSid(configId * 1000) } });
      await createNumber(client, configId);
      await createNumber(client, configId);
    }
    const cursorOf = async (client: ApiClient, path: string): Promise<string> => {
      const { body } = await client.get(path);
      expect(body).toMatchObject({ has_more: true });
      return body.next_cursor as string;
    };
    const url = (path: string, cursor: string): string => `${path}&cursor=${encodeURIComponent(cursor)}`;
    const own = `${WORKFLOWS}?limit=1`;
    const cursor = await cursorOf(api, own);
    expect((await api.get(url(own, cursor))).status).toBe(200);

    const changed = new Set([
      '',
      '.',
      'x',
      '1',
      `${cursor}.`,
      `${cursor}.x`,
      `.${cursor}`,
      ` ${cursor}`,
      `${cursor}=`,
      `0${cursor}`,
    ]);
    for (let position = 0; position < cursor.length; position += 1) {
      const [head, letter, tail] = [cursor.slice(0, position), cursor[position] ?? '', cursor.slice(position + 1)];
      for (const other of [
        'A',
        'a',
        '0',
        '1',
        '9',
        '-',
        '_',
        '+',
        '/',
        '.',
        '=',
        '!',
        ' ',
        letter.toUpperCase(),
        letter.toLowerCase(),
      ]) {
        changed.add(`${head}${other}${tail}`);
        changed.add(`${head}${other}${letter}${tail}`);
      }
      changed.add(`${head}${tail}`);
      changed.add(head);
    }
    changed.delete(cursor);
    await expectRefusals([...changed].map((text): Case => [text, 'invalid_cursor', () => api.get(url(own, text))]));

    const numbers = numbersOf(tenant.configId);
    const foreign: [string, string][] = [
      [own, await cursorOf(other.api, own)],
      [own, await cursorOf(api, `${PHONE_NUMBERS}?limit=1`)],
      [own, await cursorOf(api, `${CONFIGS}?limit=1`)],
      [own, await cursorOf(app.root, `${ORGANIZATIONS}?limit=1`)],
      [own, await cursorOf(api, `${WORKFLOWS}?limit=1&order=desc`)],
      [`${WORKFLOWS}?limit=1&order=desc`, cursor],
      [`${API_KEYS}?limit=1`, cursor],
      [`${CONFIGS}?limit=1`, cursor],
      [`${PHONE_NUMBERS}?limit=1`, await cursorOf(other.api, `${PHONE_NUMBERS}?limit=1`)],
      [`${PHONE_NUMBERS}?limit=1`, await cursorOf(api, `${PHONE_NUMBERS}?limit=1&is_active=true`)],
      [`${PHONE_NUMBERS}?limit=1&is_active=false`, await cursorOf(api, `${PHONE_NUMBERS}?limit=1&is_active=true`)],
      [`${PHONE_NUMBERS}?limit=1&country_code=US`, await cursorOf(api, `${PHONE_NUMBERS}?limit=1`)],
      [`${numbers}?limit=1`, await cursorOf(other.api, `${numbersOf(other.configId)}?limit=1`)],
      [`${numbers}?limit=1`, await cursorOf(api, `${PHONE_NUMBERS}?limit=1`)],
    ];
    await expectRefusals(
      foreign.map(([path, text]): Case => [`${path} ${text}`, 'invalid_cursor', () => api.get(url(path, text))]),
    );
  });
});

/** Headers travel as Latin-1; what is beyond must not stop the request before it is sent. */
function encodeHeader(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
