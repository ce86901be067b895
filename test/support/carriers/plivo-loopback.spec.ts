import { PlivoLoopback } from './plivo-loopback.js';

const ACCOUNT = 'MATEST00000000000000';
const NUMBER = '+12025550111';
const NUMBERS = `/v1/Account/${ACCOUNT}/Number/`;
const APPLICATIONS = `/v1/Account/${ACCOUNT}/Application/`;
const ANSWER_URL = 'https://calls.example.com/answer';

interface Page {
  readonly meta: { readonly next: string | null; readonly previous: string | null; readonly total_count: number };
  readonly objects: readonly Record<string, unknown>[];
}

describe('PlivoLoopback', () => {
  let plivo: PlivoLoopback;

  beforeEach(async () => {
    plivo = await new PlivoLoopback().listen();
    plivo.addAccount({ authId: ACCOUNT, authToken: 'token' });
    plivo.addNumber(ACCOUNT, { number: NUMBER });
  });

  afterEach(() => plivo.close());

  const call = (path: string, init: RequestInit = {}, user = `${ACCOUNT}:token`): Promise<Response> => {
    const authorization = `Basic ${Buffer.from(user).toString('base64')}`;
    return fetch(plivo.baseUrl + path, { ...init, headers: { authorization, ...init.headers } });
  };
  const post = (path: string, body: unknown): Promise<Response> =>
    call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const page = async (path: string): Promise<Page> => (await (await call(path)).json()) as Page;

  it('pages by limit and offset', async () => {
    for (let index = 112; index < 135; index += 1) plivo.addNumber(ACCOUNT, { number: `12025550${index}` });
    const first = await page(`${NUMBERS}?number_startswith=1202`);
    expect(first.objects).toHaveLength(20);
    expect(first.meta).toMatchObject({ total_count: 24, previous: null });
    const second = await page(String(first.meta.next));
    expect(second.objects).toHaveLength(4);
    expect(second.meta.next).toBeNull();
    expect((await page(String(second.meta.previous))).objects).toEqual(first.objects);
  });

  it.each([
    ['number_startswith=1202', 1],
    ['number_startswith=2025', 0],
    ['type=mobile', 0],
    ['services=voice,sms', 1],
    ['services=mms', 0],
    ['alias=desk', 0],
  ])('filters numbers by ?%s', async (query, count) => {
    expect((await page(`${NUMBERS}?${query}`)).meta.total_count).toBe(count);
  });

  it.each([`${NUMBERS}?limit=21`, `${NUMBERS}?limit=0`, `${NUMBERS}?offset=-1`, `${NUMBERS}?app_id=1`])(
    'refuses %s',
    async (path) => {
      expect((await call(path)).status).toBe(400);
    },
  );

  it('links a number to an application and unlinks it by an empty string', async () => {
    const { app_id: appId } = plivo.addApplication(ACCOUNT, { app_name: 'a', answer_url: ANSWER_URL });
    const linked = await post(`${NUMBERS}12025550111/`, { app_id: appId });
    expect(linked.status).toBe(202);
    expect(await linked.json()).toEqual({ api_id: expect.any(String), message: 'changed' });
    expect(await (await call(`${NUMBERS}12025550111/`)).json()).toMatchObject({
      number: '12025550111',
      application: `${APPLICATIONS}${appId}/`,
    });
    expect(plivo.whoAnswers(NUMBER)).toEqual({ kind: 'application', id: appId, url: ANSWER_URL, method: 'POST' });
    await post(`${NUMBERS}12025550111/`, { alias: 'desk' });
    expect(plivo.number(NUMBER)).toMatchObject({ appId, alias: 'desk' });
    await post(`${NUMBERS}12025550111/`, { app_id: '' });
    expect(await (await call(`${NUMBERS}12025550111/`)).json()).toMatchObject({ application: null });
    expect(plivo.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it('says "changed" to a null app_id and changes nothing', async () => {
    const { app_id: appId } = plivo.addApplication(ACCOUNT, { app_name: 'a', answer_url: ANSWER_URL });
    plivo.editNumber(NUMBER, { appId });
    expect((await post(`${NUMBERS}12025550111/`, { app_id: null })).status).toBe(202);
    expect(plivo.number(NUMBER).appId).toBe(appId);
  });

  it('knows a trunk by its id, and an application that is not enabled', async () => {
    const trunk = plivo.addTrunk(ACCOUNT);
    await post(`${NUMBERS}12025550111/`, { app_id: trunk });
    expect(plivo.whoAnswers(NUMBER)).toEqual({ kind: 'trunk', id: trunk });
    const { app_id: appId } = plivo.addApplication(ACCOUNT, { app_name: 'a', answer_url: ANSWER_URL, enabled: false });
    await post(`${NUMBERS}12025550111/`, { app_id: appId });
    expect(plivo.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it.each([{ app_id: '999' }, { app_id: 5 }, { application: 'x' }, { cnam_lookup: 'maybe' }, { subaccount: 'SA1' }])(
    'refuses the number update %j',
    async (body) => {
      const answer = await post(`${NUMBERS}12025550111/`, body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({ api_id: expect.any(String), error: expect.any(String) });
    },
  );

  it('creates, changes and deletes an application, and its numbers lose it', async () => {
    const created = await post(APPLICATIONS, { app_name: 'dialplane-1', answer_url: ANSWER_URL, hangup_url: '' });
    expect(created.status).toBe(201);
    const { app_id: appId, message } = (await created.json()) as Record<string, string>;
    expect(message).toBe('created');
    await post(`${NUMBERS}12025550111/`, { app_id: appId });

    const changed = await post(`${APPLICATIONS}${appId}/`, { fallback_answer_url: 'https://calls.example.com/down' });
    expect(changed.status).toBe(202);
    expect(await (await call(`${APPLICATIONS}${appId}/`)).json()).toMatchObject({
      app_id: appId,
      app_name: 'dialplane-1',
      answer_url: ANSWER_URL,
      hangup_url: '',
      fallback_answer_url: 'https://calls.example.com/down',
      enabled: true,
      resource_uri: `${APPLICATIONS}${appId}/`,
    });

    const deleted = await call(`${APPLICATIONS}${appId}/?cascade=false`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    expect(plivo.number(NUMBER).appId).toBeNull();
    expect((await call(`${APPLICATIONS}${appId}/`)).status).toBe(404);
  });

  it('hangs up at the answer URL unless told otherwise', async () => {
    await post(APPLICATIONS, { app_name: 'a', answer_url: ANSWER_URL });
    expect(plivo.applications(ACCOUNT)).toMatchObject([{ hangup_url: ANSWER_URL, answer_method: 'POST' }]);
  });

  it('lists applications by the beginning of their name', async () => {
    for (const name of ['dialplane-1', 'dialplane-2', 'legacy']) {
      plivo.addApplication(ACCOUNT, { app_name: name, answer_url: ANSWER_URL });
    }
    expect((await page(`${APPLICATIONS}?app_name=dialplane`)).meta.total_count).toBe(2);
    expect((await page(`${APPLICATIONS}?app_name=plane`)).meta.total_count).toBe(0);
  });

  it('has one default application, which new numbers are given', async () => {
    plivo.addApplication(ACCOUNT, { app_name: 'first', answer_url: ANSWER_URL, default_number_app: true });
    await post(APPLICATIONS, { app_name: 'second', answer_url: ANSWER_URL, default_number_app: true });
    expect(plivo.applications(ACCOUNT).map((application) => application.default_number_app)).toEqual([false, true]);
    expect(plivo.addNumber(ACCOUNT, { number: '12025550112' }).appId).toBe(plivo.applications(ACCOUNT)[1]?.app_id);
  });

  it.each([
    { answer_url: ANSWER_URL },
    { app_name: 'a' },
    { app_name: 'my app', answer_url: ANSWER_URL },
    { app_name: 'a', answer_url: 'calls.example.com' },
    { app_name: 'a', answer_url: ANSWER_URL, answer_method: 'PUT' },
    { app_name: 'a', answer_url: ANSWER_URL, default_number_app: 'true' },
    { app_name: 'a', answer_url: ANSWER_URL, enabled: true },
  ])('refuses the application %j', async (body) => {
    expect((await post(APPLICATIONS, body)).status).toBe(400);
    expect(plivo.applications(ACCOUNT)).toEqual([]);
  });

  it('refuses a form, other credentials, paths without the last slash and other verbs', async () => {
    const form = new URLSearchParams({ alias: 'x' });
    expect((await call(`${NUMBERS}12025550111/`, { method: 'POST', body: form })).status).toBe(400);
    const unknown = await call(NUMBERS, {}, `${ACCOUNT}:wrong`);
    expect(unknown.status).toBe(401);
    expect(await unknown.json()).toMatchObject({ error: 'authentication failed' });
    expect((await call(`${NUMBERS}12025550111`)).status).toBe(404);
    expect((await call(`${NUMBERS}12025550999/`)).status).toBe(404);
    expect((await call(`${NUMBERS}12025550111/`, { method: 'DELETE' })).status).toBe(405);
    expect((await call(APPLICATIONS, { method: 'PUT' })).status).toBe(405);
  });

  it('limits the rate in its own words', async () => {
    plivo.rateLimit({ retryAfterSeconds: 1, times: 1 });
    const limited = await call(NUMBERS);
    expect(limited.status).toBe(429);
    expect(await limited.json()).toMatchObject({ error: 'too many requests, rate limited' });
  });

  it('shows the account', async () => {
    const account = `/v1/Account/${ACCOUNT}/`;
    expect(await (await call(account)).json()).toMatchObject({ auth_id: ACCOUNT, resource_uri: account });
    expect((await post(account, { city: 'Gotham' })).status).toBe(405);
    expect((await call(`${account}?limit=1`)).status).toBe(400);
    expect((await call(account, {}, `${ACCOUNT}:wrong`)).status).toBe(401);
    expect((await call('/v1/Account/MAOTHER/')).status).toBe(401);
    expect((await call(account.slice(0, -1))).status).toBe(404);
  });
});
