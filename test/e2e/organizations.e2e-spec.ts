import { createTenant } from '../factories/organization.factory.js';
import { runSql } from '../support/database-snapshot.js';
import { API_KEYS, ORGANIZATIONS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';

describe('organizations', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(async () => {
    await app.stop();
  });

  it('begin with one, which the operator speaks for', async () => {
    expect((await app.root.get(ORGANIZATIONS)).body.organizations).toEqual([
      { id: 1, name: 'Default', created_at: expect.any(String), version: 1 },
    ]);
    expect((await app.root.get(`${ORGANIZATIONS}/current`)).body).toMatchObject({ id: 1, name: 'Default' });
    const [first] = (await app.root.get(API_KEYS)).body.api_keys;
    expect(first.scopes).toEqual(['read', 'write', 'admin', 'instance']);
  });

  it('come with a key of their own, shown once', async () => {
    const { status, headers, body } = await app.root.post(ORGANIZATIONS, { name: '  Acme   Voice ' });
    expect([status, headers.get('etag')]).toEqual([201, '"1"']);
    expect(body).toEqual({
      id: expect.any(Number),
      name: 'Acme Voice',
      created_at: expect.any(String),
      version: 1,
      api_key: {
        id: expect.any(Number),
        prefix: body.api_key.key.slice(0, 11),
        scopes: ['read', 'write', 'admin'],
        key: expect.stringMatching(/^dp_/),
      },
    });
    const { api_key: _key, ...organization } = body;
    expect((await app.client(body.api_key.key).get(`${ORGANIZATIONS}/current`)).body).toEqual(organization);
    expect((await app.root.get(`${ORGANIZATIONS}/${body.id}`)).body).toEqual(organization);
    expect((await app.root.get(`${ORGANIZATIONS}?order=desc&limit=1`)).body.organizations).toEqual([organization]);
    expectProblem(await app.root.get(`${ORGANIZATIONS}/987654321`), 'organization_not_found');
  });

  it('may share a name', async () => {
    const [first, second] = [await createTenant(app, 'Same'), await createTenant(app, 'Same')];
    expect(first.id).not.toBe(second.id);
  });

  it('are not made again by a second start', async () => {
    const before = await runSql(app.database.url, 'SELECT count(*) FROM organizations');
    const second = await TestApp.start({ beside: app });
    await second.stop({ keepDatabase: true });
    expect(await runSql(app.database.url, 'SELECT count(*) FROM organizations')).toEqual(before);
  });
});
