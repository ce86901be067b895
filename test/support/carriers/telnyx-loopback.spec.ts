import { TelnyxLoopback } from './telnyx-loopback.js';

const KEY = 'KEY-test';
const NUMBER = '+12025550131';
const NUMBERS = '/v2/phone_numbers';
const APPLICATIONS = '/v2/call_control_applications';
const URL = 'https://calls.example.com/telnyx';

interface Page {
  readonly data: readonly Record<string, unknown>[];
  readonly meta: Readonly<Record<string, number>>;
}

describe('TelnyxLoopback', () => {
  let telnyx: TelnyxLoopback;
  let id: string;

  beforeEach(async () => {
    telnyx = await new TelnyxLoopback().listen();
    telnyx.addAccount({ apiKey: KEY, publicKey: 'a public key' });
    ({ id } = telnyx.addNumber(KEY, { phone_number: NUMBER }));
  });

  afterEach(() => telnyx.close());

  const call = (path: string, init: RequestInit = {}, key = KEY): Promise<Response> =>
    fetch(telnyx.baseUrl + path, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });
  const send = (method: string, path: string, body: unknown): Promise<Response> =>
    call(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const page = async (path: string): Promise<Page> => (await (await call(path)).json()) as Page;
  const dataOf = async (answer: Promise<Response>): Promise<Record<string, unknown>> =>
    ((await (await answer).json()) as { data: Record<string, unknown> }).data;
  const codeOf = async (answer: Response): Promise<[number, unknown]> => {
    const { errors } = (await answer.json()) as { errors: readonly { readonly code: string }[] };
    return [answer.status, errors[0]?.code];
  };

  describe('numbers', () => {
    it('pages from 1, newest first', async () => {
      for (let n = 132; n < 155; n += 1) telnyx.addNumber(KEY, { phone_number: `+12025550${n}` });
      const first = await page(NUMBERS);
      expect(first.meta).toEqual({ page_number: 1, page_size: 20, total_pages: 2, total_results: 24 });
      expect(first.data[0]).toMatchObject({ phone_number: '+12025550154', record_type: 'phone_number' });
      const last = await page(`${NUMBERS}/voice?page[number]=2&page[size]=20`);
      expect(last.data).toHaveLength(4);
      expect(last.data[3]).toMatchObject({ phone_number: NUMBER, record_type: 'voice_settings' });
      expect((await page(`${NUMBERS}?page[number]=3`)).data).toEqual([]);
    });

    it.each([
      [`${NUMBERS}?filter[phone_number]=2025`, 1],
      [`${NUMBERS}?filter[phone_number]=%2B1202`, 0],
      [`${NUMBERS}?filter[connection_id]=1`, 0],
      [`${NUMBERS}?filter[status]=active&filter[country_iso_alpha2]=US`, 1],
      [`${NUMBERS}/voice?filter[phone_number]=12025550131`, 1],
      [`${NUMBERS}/voice?filter[customer_reference]=desk`, 0],
    ])('finds at %s: %i', async (path, count) => {
      expect((await page(path)).meta['total_results']).toBe(count);
    });

    it.each([
      `${NUMBERS}?page[size]=251`,
      `${NUMBERS}?page[number]=0`,
      `${NUMBERS}?filter[phone_number]=12`,
      `${NUMBERS}?page_size=20`,
      `${NUMBERS}/voice?filter[connection_id]=1`,
    ])('refuses %s', async (path) => {
      expect(await codeOf(await call(path))).toEqual([422, '10015']);
    });

    it('links a number to an application, unlinks it by null, and keeps the rest', async () => {
      const { id: application } = telnyx.addApplication(KEY, { application_name: 'ivr', webhook_event_url: URL });
      telnyx.editNumber(NUMBER, { tags: ['desk'], translated_number: '44' });
      const linked = await dataOf(send('PATCH', `${NUMBERS}/${id}`, { connection_id: application }));
      expect(linked).toMatchObject({ connection_id: application, connection_name: 'ivr', tags: ['desk'] });
      expect(await dataOf(call(`${NUMBERS}/${id}/voice`))).toMatchObject({
        phone_number: NUMBER,
        connection_id: application,
        translated_number: '44',
      });
      expect(telnyx.whoAnswers(NUMBER)).toEqual({ kind: 'application', id: application, url: URL, method: 'POST' });
      expect(await dataOf(send('PATCH', `${NUMBERS}/${id}`, { connection_id: null }))).toMatchObject({
        connection_id: '',
        connection_name: null,
      });
      expect(telnyx.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
    });

    it('forwards every call before it asks the connection', async () => {
      telnyx.editNumber(NUMBER, { connection_id: telnyx.addSipConnection(KEY) });
      expect(telnyx.whoAnswers(NUMBER)).toMatchObject({ kind: 'trunk' });
      const forward = (call_forwarding: object): Promise<Response> =>
        send('PATCH', `${NUMBERS}/${id}/voice`, { call_forwarding });
      await forward({ forwards_to: '+12025550199', forwarding_type: 'on-failure' });
      expect(telnyx.whoAnswers(NUMBER)).toMatchObject({ kind: 'trunk' });
      await forward({ forwards_to: '+12025550199', forwarding_type: 'always' });
      expect(telnyx.whoAnswers(NUMBER)).toEqual({ kind: 'forward', id: '+12025550199' });
      await forward({ call_forwarding_enabled: false });
      expect(telnyx.number(NUMBER).call_forwarding.forwards_to).toBeNull();
      expect(telnyx.whoAnswers(NUMBER)).toMatchObject({ kind: 'trunk' });
    });

    it('rings nowhere while it is not active, or its application is not', () => {
      const { id: application } = telnyx.addApplication(KEY, { application_name: 'ivr', webhook_event_url: URL });
      telnyx.editNumber(NUMBER, { connection_id: application, status: 'port-pending' });
      expect(telnyx.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
      telnyx.editNumber(NUMBER, { status: 'active' });
      telnyx.editApplication(KEY, application, { active: false });
      expect(telnyx.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
    });

    it.each([
      ['', { connection_id: '42' }, '10017'],
      ['', { connection_id: 42 }, '10015'],
      ['', { status: 'active' }, '10015'],
      ['/voice', { connection_id: '42' }, '10015'],
      ['/voice', { translated_number: null }, '10015'],
      ['/voice', { call_forwarding: { forwards_to: '911' } }, '10015'],
      ['/voice', { call_forwarding: { forwarding_type: 'sometimes' } }, '10015'],
      ['/voice', { call_forwarding: { enabled: true } }, '10015'],
    ])('refuses the update%s %j', async (path, body, code) => {
      const before = telnyx.number(NUMBER);
      expect(await codeOf(await send('PATCH', `${NUMBERS}/${id}${path}`, body))).toEqual([422, code]);
      expect(telnyx.number(NUMBER)).toEqual(before);
    });
  });

  describe('call control applications', () => {
    it('creates, changes and deletes one', async () => {
      const body = { application_name: 'dialplane-1', webhook_event_url: URL };
      const created = await send('POST', APPLICATIONS, body);
      expect(created.status).toBe(201);
      const { data } = (await created.json()) as { data: { id: string } };
      expect(data).toMatchObject({ ...body, active: true, webhook_api_version: '1', webhook_event_failover_url: null });
      const path = `${APPLICATIONS}/${data.id}`;
      await send('PATCH', path, { ...body, webhook_api_version: '2', webhook_event_failover_url: `${URL}/down` });
      await send('PATCH', path, { ...body, active: false });
      expect(await dataOf(call(path))).toMatchObject({ webhook_api_version: '2', active: false });
      telnyx.editNumber(NUMBER, { connection_id: data.id });
      expect(await codeOf(await call(path, { method: 'DELETE' }))).toEqual([422, '10021']);
      telnyx.editNumber(NUMBER, { connection_id: '' });
      expect((await call(path, { method: 'DELETE' })).status).toBe(200);
      expect(await codeOf(await call(path))).toEqual([404, '10005']);
    });

    it('lists them by a part of their name, in whatever case', async () => {
      for (const name of ['dialplane-1', 'Dialplane-2', 'legacy']) {
        telnyx.addApplication(KEY, { application_name: name, webhook_event_url: URL });
      }
      const found = await page(`${APPLICATIONS}?filter[application_name][contains]=DIALplane`);
      expect(found.data.map((application) => application['application_name'])).toEqual(['Dialplane-2', 'dialplane-1']);
      expect(await codeOf(await call(`${APPLICATIONS}?filter[application_name][contains]=di`))).toEqual([422, '10015']);
    });

    it.each([
      { application_name: 'ivr' },
      { webhook_event_url: URL },
      { application_name: 'ivr', webhook_event_url: 'calls.example.com' },
      { application_name: 'ivr', webhook_event_url: URL, webhook_event_failover_url: '' },
      { application_name: 'ivr', webhook_event_url: URL, webhook_api_version: '3' },
      { application_name: 'ivr', webhook_event_url: URL, active: 'yes' },
      { application_name: 'taken', webhook_event_url: URL },
      { application_name: 'ivr', webhook_event_url: URL, record_type: 'call_control_application' },
    ])('refuses the application %j', async (body) => {
      const taken = telnyx.addApplication(KEY, { application_name: 'taken', webhook_event_url: URL });
      expect(await codeOf(await send('POST', APPLICATIONS, body))).toEqual([422, '10015']);
      expect(telnyx.applications(KEY)).toEqual([taken]);
    });
  });

  it('shows the key that verifies webhooks', async () => {
    expect(await dataOf(call('/v2/public_key'))).toMatchObject({ public: 'a public key' });
  });

  it('refuses a form, other keys, other paths and other verbs', async () => {
    const form = new URLSearchParams({ connection_id: '' });
    expect(await codeOf(await call(`${NUMBERS}/${id}`, { method: 'PATCH', body: form }))).toEqual([415, '10014']);
    expect(await codeOf(await call(NUMBERS, {}, 'KEY-wrong'))).toEqual([401, '10009']);
    expect((await fetch(telnyx.baseUrl + NUMBERS)).status).toBe(401);
    expect(await codeOf(await call(`${NUMBERS}/1`))).toEqual([404, '10005']);
    expect((await call('/phone_numbers')).status).toBe(404);
    expect((await send('POST', NUMBERS, {})).status).toBe(405);
    expect((await send('PUT', `${NUMBERS}/${id}/voice`, {})).status).toBe(405);
    expect((await send('PUT', APPLICATIONS, {})).status).toBe(405);
    expect((await send('POST', '/v2/public_key', {})).status).toBe(405);
  });

  it('limits the rate in its own words', async () => {
    telnyx.rateLimit({ retryAfterSeconds: 1, times: 1 });
    expect(await codeOf(await call(NUMBERS))).toEqual([429, '10011']);
  });
});
