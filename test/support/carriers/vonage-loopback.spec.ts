import { VonageLoopback } from './vonage-loopback.js';

const ACCOUNT = 'abcd1234';
const NUMBER = '+442079460121';
const ANSWER_URL = 'https://calls.example.com/answer';
const VOICE = { webhooks: { answer_url: { address: ANSWER_URL, http_method: 'POST' } } };

describe('VonageLoopback', () => {
  let vonage: VonageLoopback;

  beforeEach(async () => {
    vonage = await new VonageLoopback().listen();
    vonage.addAccount({ apiKey: ACCOUNT, apiSecret: 'secret' });
    vonage.addNumber(ACCOUNT, { country: 'GB', msisdn: NUMBER });
  });

  afterEach(() => vonage.close());

  const call = (url: string, init: RequestInit = {}, user = `${ACCOUNT}:secret`): Promise<Response> => {
    const authorization = `Basic ${Buffer.from(user).toString('base64')}`;
    return fetch(url, { ...init, headers: { authorization, ...init.headers } });
  };
  const applications = (path = '', init: RequestInit = {}): Promise<Response> =>
    call(`${vonage.applicationsBaseUrl}/v2/applications${path}`, init);
  const send = (method: string, path: string, body: unknown): Promise<Response> =>
    applications(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const list = async (query: string): Promise<unknown> =>
    (await call(`${vonage.restBaseUrl}/account/numbers?${query}`)).json();
  const update = (settings: Record<string, string>): Promise<Response> =>
    call(`${vonage.restBaseUrl}/number/update`, {
      method: 'POST',
      body: new URLSearchParams({ country: 'GB', msisdn: '442079460121', ...settings }),
    });

  describe('numbers', () => {
    it('pages from index 1, and a page with nothing on it is an empty object', async () => {
      for (let index = 122; index < 134; index += 1) {
        vonage.addNumber(ACCOUNT, { country: 'GB', msisdn: `442079460${index}` });
      }
      expect(await list('')).toMatchObject({ count: 13, numbers: { length: 10 } });
      expect(await list('size=5&index=3')).toMatchObject({ count: 13, numbers: { length: 3 } });
      expect(await list('size=100')).toMatchObject({ numbers: { length: 13 } });
      expect(await list('size=100&index=2')).toEqual({});
    });

    it.each([
      ['pattern=4420', true],
      ['pattern=2079', false],
      ['pattern=2079&search_pattern=1', true],
      ['pattern=0121&search_pattern=2', true],
      ['country=US', false],
      ['has_application=false', true],
      ['has_application=true', false],
      ['application_id=none', false],
    ])('filters by ?%s', async (query, isFound) => {
      expect(await list(query)).toEqual(isFound ? { count: 1, numbers: [expect.any(Object)] } : {});
    });

    it('replaces the whole record: what is not sent is cleared', async () => {
      const { id } = vonage.addApplication(ACCOUNT, { name: 'a', capabilities: { voice: VOICE } });
      vonage.editNumber(NUMBER, (number) => ({ ...number, moHttpUrl: 'https://sms.example.com/' }));
      const linked = await update({ app_id: id });
      expect(await linked.json()).toEqual({ 'error-code': '200', 'error-code-label': 'success' });
      expect(await list('pattern=442079460121')).toEqual({
        count: 1,
        numbers: [
          {
            country: 'GB',
            msisdn: '442079460121',
            type: 'mobile-lvn',
            features: ['VOICE', 'SMS'],
            moHttpUrl: '',
            app_id: id,
          },
        ],
      });
      await update({ moHttpUrl: 'https://sms.example.com/' });
      expect(vonage.number(NUMBER)).toEqual({
        country: 'GB',
        msisdn: '442079460121',
        type: 'mobile-lvn',
        features: ['VOICE', 'SMS'],
        moHttpUrl: 'https://sms.example.com/',
      });
    });

    it('keeps the status callback and the SMPP type to itself', async () => {
      await update({ voiceStatusCallback: 'https://calls.example.com/status', moSmppSysType: 'inbound' });
      expect(vonage.number(NUMBER)).toMatchObject({ voiceStatusCallback: 'https://calls.example.com/status' });
      const shown = JSON.stringify(await list(''));
      expect(shown).not.toMatch(/voiceStatusCallback|moSmppSysType/);
    });

    it('rings a forward before the application, and an application only with voice', async () => {
      const { id } = vonage.addApplication(ACCOUNT, { name: 'a', capabilities: { voice: VOICE } });
      const { id: silent } = vonage.addApplication(ACCOUNT, { name: 'b', capabilities: { messages: {} } });
      expect(vonage.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
      await update({ app_id: id });
      expect(vonage.whoAnswers(NUMBER)).toEqual({ kind: 'application', id, url: ANSWER_URL, method: 'POST' });
      await update({ app_id: id, voiceCallbackType: 'tel', voiceCallbackValue: '442079460199' });
      expect(vonage.whoAnswers(NUMBER)).toEqual({ kind: 'forward', id: '442079460199' });
      await update({ app_id: silent });
      expect(vonage.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
      await update({ voiceCallbackType: 'app', voiceCallbackValue: id });
      expect(vonage.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id });
    });

    it.each([
      { msisdn: '442079460999' },
      { country: 'US' },
      { app_id: 'none' },
      { voiceCallbackType: 'tel' },
      { voiceCallbackValue: '442079460199' },
      { voiceCallbackType: 'fax', voiceCallbackValue: '442079460199' },
      { moHttpUrl: 'sms.example.com' },
      { appId: 'x' },
    ])('refuses the update %j', async (settings) => {
      const before = vonage.number(NUMBER);
      const answer = await update(settings as unknown as Record<string, string>);
      expect(answer.status).toBe(420);
      expect(await answer.json()).toEqual({ 'error-code': '420', 'error-code-label': 'method failed' });
      expect(vonage.number(NUMBER)).toEqual(before);
    });

    it.each(['size=101', 'index=0', 'search_pattern=3', 'msisdn=44'])('refuses ?%s', async (query) => {
      expect(await list(query)).toMatchObject({ 'error-code': '420' });
    });

    it('takes credentials in the query too, and refuses wrong ones', async () => {
      const url = `${vonage.restBaseUrl}/account/numbers?api_key=${ACCOUNT}&api_secret=`;
      expect((await fetch(`${url}secret`)).status).toBe(200);
      const refused = await fetch(`${url}wrong`);
      expect(refused.status).toBe(401);
      expect(await refused.json()).toEqual({ 'error-code': '401', 'error-code-label': 'authentication failed' });
    });

    it('refuses JSON, other verbs and the paths of the other host', async () => {
      const headers = { 'content-type': 'application/json' };
      const json = { method: 'POST', headers, body: '{}' };
      expect((await call(`${vonage.restBaseUrl}/number/update`, json)).status).toBe(415);
      expect((await call(`${vonage.restBaseUrl}/number/update`)).status).toBe(405);
      expect((await call(`${vonage.restBaseUrl}/v2/applications`)).status).toBe(404);
      expect((await call(`${vonage.applicationsBaseUrl}/account/numbers`)).status).toBe(404);
    });
  });

  describe('applications', () => {
    it('pages', async () => {
      for (let index = 0; index < 12; index += 1) vonage.addApplication(ACCOUNT, { name: `app ${index}` });
      expect(await (await applications('?page_size=5&page=3')).json()).toMatchObject({
        page_size: 5,
        page: 3,
        total_items: 12,
        total_pages: 3,
        _embedded: { applications: [{ name: 'app 10' }, { name: 'app 11' }] },
      });
      const refused = await applications('?page_size=101');
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({
        invalid_parameters: [{ name: 'page_size', reason: 'must be between 1 and 100' }],
      });
    });

    it('shows a private key once, on creation', async () => {
      const created = await send('POST', '', { name: 'new', capabilities: { voice: VOICE } });
      expect(created.status).toBe(201);
      const { id, keys } = (await created.json()) as { id: string; keys: Record<string, string> };
      expect(keys['private_key']).toMatch(/^-----BEGIN PRIVATE KEY-----/);
      const shown = (await (await applications(`/${id}`)).json()) as Record<string, unknown>;
      expect(shown).toMatchObject({ id, name: 'new', capabilities: { voice: { ...VOICE, signed_callbacks: true } } });
      expect(shown['keys']).toEqual({ public_key: keys['public_key'] });
    });

    it('replaces on PUT: a capability that is not sent is gone, the key stays', async () => {
      const { id } = vonage.addApplication(ACCOUNT, {
        name: 'a',
        publicKey: 'key',
        capabilities: { voice: VOICE, messages: {} },
      });
      const answer = await send('PUT', `/${id}`, { name: 'b', capabilities: { voice: VOICE } });
      expect(answer.status).toBe(200);
      expect(vonage.application(ACCOUNT, id)).toEqual({
        id,
        name: 'b',
        publicKey: 'key',
        improveAi: false,
        capabilities: { voice: { ...VOICE, signed_callbacks: true } },
      });
    });

    it('accepts on PUT what a GET has shown, and can be told to drop omitted keys', async () => {
      const strict = await new VonageLoopback({ omittedOnPut: 'removed' }).listen();
      strict.addAccount({ apiKey: ACCOUNT, apiSecret: 'secret' });
      const { id } = strict.addApplication(ACCOUNT, { name: 'a', publicKey: 'key' });
      const url = `${strict.applicationsBaseUrl}/v2/applications/${id}`;
      const put = (body: unknown): Promise<Response> =>
        call(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      expect((await put(await (await call(url)).json())).status).toBe(200);
      expect(strict.application(ACCOUNT, id)).toMatchObject({ publicKey: 'key', improveAi: false });
      await put({ name: 'a' });
      expect(strict.application(ACCOUNT, id)).toMatchObject({ publicKey: null, improveAi: true });
      await strict.close();
    });

    it('deletes, and the numbers lose it', async () => {
      const { id } = vonage.addApplication(ACCOUNT, { name: 'a' });
      await update({ app_id: id });
      expect((await applications(`/${id}`, { method: 'DELETE' })).status).toBe(204);
      expect(vonage.number(NUMBER).app_id).toBeUndefined();
      expect((await applications(`/${id}`)).status).toBe(404);
    });

    it.each([
      [{}, 'name'],
      [{ name: 'a', type: 'voice' }, 'type'],
      [{ name: 'a', capabilities: { fax: {} } }, 'capabilities.fax'],
      [{ name: 'a', capabilities: { voice: { answer_url: 'x' } } }, 'capabilities.voice.answer_url'],
      [
        { name: 'a', capabilities: { voice: { webhooks: { answer_url: { address: 'x' } } } } },
        'capabilities.voice.webhooks.answer_url.address',
      ],
      [
        {
          name: 'a',
          capabilities: { voice: { webhooks: { event_url: { address: ANSWER_URL, http_method: 'PUT' } } } },
        },
        'capabilities.voice.webhooks.event_url.http_method',
      ],
      [
        {
          name: 'a',
          capabilities: { voice: { webhooks: { answer_url: { address: ANSWER_URL, socket_timeout: 6000 } } } },
        },
        'capabilities.voice.webhooks.answer_url.socket_timeout',
      ],
    ])('refuses %j', async (body, name) => {
      const answer = await send('POST', '', body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ invalid_parameters: [expect.objectContaining({ name })] });
    });

    it('refuses other media types, credentials and verbs', async () => {
      const { id } = vonage.addApplication(ACCOUNT, { name: 'a' });
      expect((await applications('', { headers: { accept: 'text/html' } })).status).toBe(406);
      expect((await applications('', { method: 'POST', body: new URLSearchParams({ name: 'a' }) })).status).toBe(415);
      expect((await send('PATCH', `/${id}`, {})).status).toBe(405);
      const query = `${vonage.applicationsBaseUrl}/v2/applications?api_key=${ACCOUNT}&api_secret=secret`;
      const refused = await fetch(query);
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({ type: 'https://developer.vonage.com/api-errors#unauthorized' });
    });
  });

  it('limits the rate in the words of each of its two APIs', async () => {
    vonage.rateLimit({ retryAfterSeconds: 1, times: 2 });
    expect(await (await applications()).json()).toMatchObject({ title: 'Too Many Requests' });
    expect(await list('')).toMatchObject({ 'error-code': '429' });
  });

  it('shows the balance of the account', async () => {
    const balance = `${vonage.restBaseUrl}/account/get-balance`;
    expect(await (await call(balance)).json()).toEqual({ value: expect.any(Number) as number, autoReload: false });
    expect((await call(balance, { method: 'POST' })).status).toBe(405);
    expect((await call(`${balance}?size=1`)).status).toBe(420);
    const refused = await call(balance, {}, `${ACCOUNT}:wrong`);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ 'error-code': '401' });
  });
});
