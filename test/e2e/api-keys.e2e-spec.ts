import { createApiKey } from '../factories/api-key.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { runSql, snapshotOf } from '../support/database-snapshot.js';
import { API_KEYS, ORGANIZATIONS, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';

const SCOPES = ['read', 'write', 'admin', 'instance'];

describe('API keys', () => {
  let app: TestApp;
  let api: ApiClient;

  beforeAll(async () => {
    app = await TestApp.start();
    api = await app.organization('Acme');
  });

  afterAll(async () => {
    await app.stop();
  });

  it('are shown with their secret once, and without it ever after', async () => {
    const expires_at = '2099-01-01T00:00:00.000Z';
    const { body } = await api.post(API_KEYS, {
      name: ' CI \t\t pipeline'.replaceAll('\t', ' '),
      scopes: ['write', 'read'],
      expires_at,
    });
    expect(body).toEqual({
      id: expect.any(Number),
      name: 'CI pipeline',
      prefix: body.key.slice(0, 11),
      scopes: ['write', 'read'],
      expires_at,
      revoked_at: null,
      last_used_at: null,
      created_at: expect.any(String),
      version: 1,
      key: expect.stringMatching(/^dp_[A-Za-z0-9_-]{43}$/),
    });
    const { key: _key, ...shown } = body;
    expect((await api.get(API_KEYS)).body.api_keys).toContainEqual(shown);
    expect((await api.get(`${API_KEYS}/${body.id}`)).body).toEqual(shown);
  });

  it('are never the same', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => createApiKey(api, ['read'])));
    expect(new Set(keys.map(({ key }) => key)).size).toBe(20);
  });

  it('read a time with any offset as the same moment', async () => {
    const { body } = await api.post(API_KEYS, { name: 'x', scopes: ['read'], expires_at: '2099-06-01T12:00:00+05:30' });
    expect(body.expires_at).toBe('2099-06-01T06:30:00.000Z');
    expect((await api.post(API_KEYS, { name: 'x', scopes: ['read'], expires_at: null })).body.expires_at).toBeNull();
  });

  it('grant no scope that the asking key does not have', async () => {
    for (const held of [['admin'], ['read', 'admin'], ['read', 'write', 'admin'], SCOPES]) {
      const client = app.client((await createApiKey(app.root, held)).key);
      for (const wanted of SCOPES) {
        const before = await snapshotOf(app.database.url);
        const answer = await client.post(API_KEYS, { name: 'Grant', scopes: [...new Set([held[0], wanted])] });
        if (held.includes(wanted)) {
          expect([held, wanted, answer.status]).toEqual([held, wanted, 201]);
        } else {
          expectProblem(answer, 'scope_not_grantable');
          expect(answer.body.detail).toContain(`"${wanted}"`);
          expect(await snapshotOf(app.database.url)).toEqual(before);
        }
      }
    }
  });

  it('stay in the list when they are revoked, and are revoked once', async () => {
    const { id, key } = await createApiKey(api, ['read']);
    const revoked = await api.delete(`${API_KEYS}/${id}`);
    expect(revoked.body).toMatchObject({ id, revoked_at: expect.any(String), version: 2 });
    expect(revoked.body).not.toHaveProperty('key');
    expectProblem(await app.client(key).get(WORKFLOWS), 'invalid_api_key');
    const again = await api.delete(`${API_KEYS}/${id}`);
    expect([again.status, again.body]).toEqual([200, revoked.body]);
    expect((await api.get(`${API_KEYS}/${id}`)).body).toEqual(revoked.body);
    expectProblem(await api.delete(`${API_KEYS}/987654321`), 'api_key_not_found');
    expectProblem(await api.get(`${API_KEYS}/987654321`), 'api_key_not_found');
  });

  it('are revoked by the version that was read, if one is named', async () => {
    const { id, key } = await createApiKey(api, ['read']);
    const path = `${API_KEYS}/${id}`;
    const ifMatch = (tag: string): { headers: Record<string, string> } => ({ headers: { 'If-Match': tag } });
    for (const tag of ['"2"', '"0"', '"99999999999"'])
      expectProblem(await api.delete(path, ifMatch(tag)), 'version_mismatch');
    expectProblem(await api.delete(path, ifMatch('1')), 'invalid_parameter');
    expect((await app.client(key).get(WORKFLOWS)).status).toBe(200);
    expect((await api.delete(path, ifMatch('"1"'))).body.version).toBe(2);
    expectProblem(await app.client(key).get(WORKFLOWS), 'invalid_api_key');
    expectProblem(await api.delete(path, ifMatch('"1"')), 'version_mismatch');
    expect((await api.delete(path, ifMatch('*'))).body.version).toBe(2);
    expectProblem(await api.delete(`${API_KEYS}/987654321`, ifMatch('*')), 'api_key_not_found');
  });

  it('can revoke themselves, which is the end of them', async () => {
    const { id, key } = await createApiKey(api, ['admin']);
    const client = app.client(key);
    expect((await client.delete(`${API_KEYS}/${id}`)).status).toBe(200);
    expectProblem(await client.get(API_KEYS), 'invalid_api_key');
  });

  it('remember when they were last used', async () => {
    const other = await TestApp.start({ beside: app });
    const { id, key } = await createApiKey(api, ['read']);
    expect((await other.client(key).get(WORKFLOWS)).status).toBe(200);
    // A stopping instance writes down what it has noted.
    await other.stop({ keepDatabase: true });
    const { last_used_at: used, version } = (await api.get(`${API_KEYS}/${id}`)).body;
    expect(Math.abs(Date.now() - Date.parse(used))).toBeLessThan(5_000);
    expect(version).toBe(1);
  });

  it('are stored as the SHA-256 of their secret', async () => {
    const { id, key } = await createApiKey(api, ['read']);
    const [row] = await runSql<{ hash: string; expected: string }>(
      app.database.url,
      `SELECT encode(hash, 'hex') AS hash, encode(sha256(convert_to($2, 'UTF8')), 'hex') AS expected FROM api_keys WHERE id = $1`,
      [id, key],
    );
    expect(row?.hash).toBe(row?.expected);
  });

  it('of the operator create tenants, whose first keys cannot', async () => {
    const { body } = await app.root.post(ORGANIZATIONS, { name: 'Tenant' });
    expect(body.api_key.scopes).toEqual(['read', 'write', 'admin']);
    const client = app.client(body.api_key.key);
    expectProblem(await client.post(API_KEYS, { name: 'x', scopes: ['instance'] }), 'scope_not_grantable');
    expectProblem(await client.post(ORGANIZATIONS, { name: 'x' }), 'insufficient_scope');
  });
});
