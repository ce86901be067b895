import { VobizLoopback } from './vobiz-loopback.js';

const ACCOUNT = 'MA_TEST';
const NUMBER = '+918071387149';
const NUMBERS = `/v1/Account/${ACCOUNT}/numbers`;
const BINDING = `${NUMBERS}/%2B918071387149/application`;
const TRUNK = `${NUMBERS}/%2B918071387149/assign`;
const APPLICATIONS = `/v1/Account/${ACCOUNT}/Application/`;
const ANSWER_URL = 'https://calls.example.com/answer';
const NEW = { app_name: 'a', answer_url: ANSWER_URL, answer_method: 'POST' };

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly page: number;
  readonly per_page: number;
  readonly total: number;
}

describe('VobizLoopback', () => {
  let vobiz: VobizLoopback;

  beforeEach(async () => {
    vobiz = await new VobizLoopback().listen();
    vobiz.addAccount({ authId: ACCOUNT, authToken: 'token' });
    vobiz.addNumber(ACCOUNT, { e164: NUMBER });
  });

  afterEach(() => vobiz.close());

  const call = (path: string, init: RequestInit = {}, authToken = 'token'): Promise<Response> =>
    fetch(vobiz.apiBaseUrl + path, {
      ...init,
      headers: { 'x-auth-id': ACCOUNT, 'x-auth-token': authToken, ...init.headers },
    });
  const post = (path: string, body: unknown): Promise<Response> =>
    call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const page = async (query: string): Promise<Page> => (await (await call(`${NUMBERS}?${query}`)).json()) as Page;
  const addApplication = (name: string): string =>
    vobiz.addApplication(ACCOUNT, { app_name: name, answer_url: ANSWER_URL }).app_id;

  it('pages from 1', async () => {
    for (let n = 150; n < 175; n += 1) vobiz.addNumber(ACCOUNT, { e164: `+918071387${n}` });
    expect(await page('')).toMatchObject({ page: 1, per_page: 25, total: 26, items: { length: 25 } });
    expect(await page('page=2')).toMatchObject({ page: 2, per_page: 25, total: 26, items: { length: 1 } });
    expect(await page('page=3&per_page=100')).toMatchObject({ page: 3, per_page: 100, total: 26, items: [] });
  });

  it.each([
    ['search=%2B918071387149', 1],
    ['search=387', 1],
    ['search=388', 0],
    ['status=blocked', 0],
  ])('filters numbers by ?%s', async (query, count) => {
    expect((await page(query)).total).toBe(count);
  });

  it('shows the numbers of subaccounts unless told otherwise', async () => {
    vobiz.addNumber(ACCOUNT, { e164: '+918071387150', subaccount: 'SA_ONE' });
    expect((await page('')).items.map(({ account_id }) => account_id)).toEqual([ACCOUNT, 'SA_ONE']);
    expect((await page('include_subaccounts=false')).total).toBe(1);
  });

  it.each(['per_page=101', 'per_page=0', 'page=0', 'limit=20', 'application_id=1'])('refuses ?%s', async (query) => {
    const refused = await call(`${NUMBERS}?${query}`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ status: 'error', error: { code: 'INVALID_REQUEST' } });
  });

  it('links a number, moves it and unlinks it', async () => {
    const [first, second] = [addApplication('first'), addApplication('second')];
    const linked = await post(BINDING, { application_id: first });
    expect(linked.status).toBe(200);
    expect(await linked.json()).toMatchObject({ number: NUMBER, application: { app_id: first } });
    expect((await page('')).items).toMatchObject([{ e164: NUMBER, application_id: first }]);
    expect(vobiz.whoAnswers(NUMBER)).toEqual({ kind: 'application', id: first, url: ANSWER_URL, method: 'POST' });
    expect((await post(BINDING, { application_id: second })).status).toBe(200);
    expect(vobiz.number(NUMBER).applicationId).toBe(second);
    expect((await call(BINDING, { method: 'DELETE' })).status).toBe(200);
    expect((await call(BINDING, { method: 'DELETE' })).status).toBe(200);
    expect((await page('')).items[0]).not.toHaveProperty('application_id');
    expect(vobiz.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it('refuses to link twice where it is told to', async () => {
    vobiz.addAccount({ authId: ACCOUNT, authToken: 'token', refusesRelinking: true });
    vobiz.addNumber(ACCOUNT, { e164: NUMBER });
    const application_id = addApplication('first');
    expect((await post(BINDING, { application_id })).status).toBe(200);
    expect((await post(BINDING, { application_id })).status).toBe(409);
  });

  it('lets a trunk win over an application, and gives a number one trunk at a time', async () => {
    await post(BINDING, { application_id: addApplication('first') });
    const trunk_group_id = vobiz.addTrunk(ACCOUNT);
    expect((await post(TRUNK, { trunk_group_id })).status).toBe(204);
    expect(vobiz.whoAnswers(NUMBER)).toEqual({ kind: 'trunk', id: trunk_group_id });
    expect((await post(TRUNK, { trunk_group_id })).status).toBe(400);
    expect((await call(TRUNK, { method: 'DELETE' })).status).toBe(204);
    expect(vobiz.whoAnswers(NUMBER)).toMatchObject({ kind: 'application' });
    expect((await post(TRUNK, { trunk_group_id: 'none' })).status).toBe(404);
  });

  it('creates an application, whose calls end at its answer URL unless told otherwise', async () => {
    const created = await post(APPLICATIONS, NEW);
    expect(created.status).toBe(201);
    const { app_id: appId } = (await created.json()) as Record<string, string>;
    expect(await (await call(`${APPLICATIONS}${appId}/`)).json()).toMatchObject({
      app_id: appId,
      hangup_url: ANSWER_URL,
      fallback_answer_url: null,
      enabled: true,
    });
  });

  it('changes what is given, and forgets default_endpoint_app when it is not', async () => {
    const { app_id: appId } = vobiz.addApplication(ACCOUNT, {
      app_name: 'a',
      answer_url: ANSWER_URL,
      answer_method: 'GET',
      default_endpoint_app: true,
    });
    await post(`${APPLICATIONS}${appId}/`, { default_endpoint_app: true, fallback_answer_url: 'https://b.example/' });
    expect(vobiz.application(ACCOUNT, appId)).toMatchObject({
      answer_method: 'GET',
      fallback_answer_url: 'https://b.example/',
      default_endpoint_app: true,
    });
    await post(`${APPLICATIONS}${appId}/`, { fallback_answer_url: '', enabled: false });
    expect(vobiz.application(ACCOUNT, appId)).toMatchObject({ fallback_answer_url: null, default_endpoint_app: false });
    await post(BINDING, { application_id: appId });
    expect(vobiz.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it('deletes an application only when no number is linked to it', async () => {
    const appId = addApplication('a');
    await post(BINDING, { application_id: appId });
    expect((await call(`${APPLICATIONS}${appId}/`, { method: 'DELETE' })).status).toBe(409);
    await call(BINDING, { method: 'DELETE' });
    expect((await call(`${APPLICATIONS}${appId}/`, { method: 'DELETE' })).status).toBe(204);
    const gone = await call(`${APPLICATIONS}${appId}/`);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toEqual({ error: 'Application not found', app_id: appId });
  });

  it('lists applications by limit and offset', async () => {
    for (let n = 0; n < 23; n += 1) addApplication(`a${n}`);
    const list = async (query: string): Promise<unknown> => (await call(`${APPLICATIONS}${query}`)).json();
    expect(await list('')).toMatchObject({
      meta: { limit: 20, next: `${APPLICATIONS}?limit=20&offset=20`, previous: null, total_count: 23 },
      objects: { length: 20 },
    });
    expect(await list('?limit=100&offset=20')).toMatchObject({ meta: { next: null }, objects: { length: 3 } });
    expect((await call(`${APPLICATIONS}?limit=101`)).status).toBe(400);
    expect((await call(`${APPLICATIONS}?app_name=a`)).status).toBe(400);
  });

  it.each([
    { ...NEW, app_name: undefined },
    { ...NEW, answer_method: undefined },
    { ...NEW, app_name: 'my app' },
    { ...NEW, answer_url: 'calls.example.com' },
    { ...NEW, answer_method: 'PUT' },
    { ...NEW, enabled: true },
    { ...NEW, default_endpoint_app: 'true' },
  ])('refuses the application %j', async (body) => {
    expect((await post(APPLICATIONS, body)).status).toBe(400);
    expect(vobiz.applications(ACCOUNT)).toEqual([]);
  });

  it('refuses a form, other credentials, other accounts, other paths and other verbs', async () => {
    const form = new URLSearchParams({ application_id: addApplication('a') });
    expect((await call(BINDING, { method: 'POST', body: form })).status).toBe(400);
    const unknown = await call(NUMBERS, {}, 'wrong');
    expect(unknown.status).toBe(401);
    expect(await unknown.json()).toMatchObject({ error: { code: 'INVALID_CREDENTIALS' } });
    expect((await fetch(vobiz.apiBaseUrl + NUMBERS)).status).toBe(401);
    expect((await call('/v1/Account/MA_OTHER/numbers')).status).toBe(403);
    expect((await call(`${NUMBERS}/`)).status).toBe(404);
    expect((await call(BINDING.replace('%2B', '+'), { method: 'DELETE' })).status).toBe(404);
    expect((await call(BINDING.replace('149', '150'), { method: 'DELETE' })).status).toBe(404);
    expect((await call(BINDING, { method: 'PUT' })).status).toBe(405);
    expect((await call(NUMBERS, { method: 'DELETE' })).status).toBe(405);
    expect((await call(APPLICATIONS, { method: 'PUT' })).status).toBe(405);
  });
});
