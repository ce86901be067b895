import { TwilioLoopback } from './twilio-loopback.js';

const ACCOUNT = `AC${'a'.repeat(32)}`;
const NUMBER = '+12025550101';
const LIST = `/2010-04-01/Accounts/${ACCOUNT}/IncomingPhoneNumbers.json`;
const AUTHORIZATION = `Basic ${Buffer.from(`${ACCOUNT}:token`).toString('base64')}`;

describe('LoopbackCarrier', () => {
  let carrier: TwilioLoopback;

  beforeEach(async () => {
    carrier = await new TwilioLoopback().listen();
    carrier.addAccount({ accountSid: ACCOUNT, authToken: 'token' });
    carrier.addNumber(ACCOUNT, { phone_number: NUMBER });
  });

  afterEach(() => carrier.close());

  const numberPath = (): string => carrier.number(NUMBER).uri;

  const get = (path = LIST, init: RequestInit = {}): Promise<Response> =>
    fetch(carrier.baseUrl + path, { ...init, headers: { authorization: AUTHORIZATION } });

  const setVoiceUrl = (url: string): Promise<Response> =>
    fetch(carrier.baseUrl + numberPath(), {
      method: 'POST',
      headers: { authorization: AUTHORIZATION },
      body: new URLSearchParams({ VoiceUrl: url }),
    });

  const untilRequested = async (): Promise<void> => {
    while (carrier.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('records every request with its headers, body and status', async () => {
    await get(`${LIST}?PageSize=7`);
    await setVoiceUrl('https://calls.example.com/a');
    expect(carrier.requests).toMatchObject([
      { host: 'api.twilio.com', method: 'GET', path: LIST, headers: { authorization: AUTHORIZATION }, status: 200 },
      { method: 'POST', path: numberPath(), body: 'VoiceUrl=https%3A%2F%2Fcalls.example.com%2Fa', status: 200 },
    ]);
    expect(carrier.requests[0]?.query.get('PageSize')).toBe('7');
    expect(carrier.counters).toEqual({ total: 2, reads: 1, writes: 1, byStatus: { 200: 2 } });
    expect(carrier.count({ method: 'POST', path: /IncomingPhoneNumbers\/PN/, body: /VoiceUrl/ })).toBe(1);
    carrier.forgetRequests();
    expect(carrier.counters.total).toBe(0);
  });

  it('fails the fitting requests as often as asked, with the body of the carrier', async () => {
    carrier.fail({ status: 503, times: 1, match: { method: 'GET' } });
    expect((await setVoiceUrl('https://calls.example.com/a')).status).toBe(200);
    const failed = await get();
    expect(failed.status).toBe(503);
    expect(await failed.json()).toMatchObject({ code: 20503, status: 503 });
    expect((await get()).status).toBe(200);
  });

  it('fails until the faults are cleared, with a body and headers of the test', async () => {
    carrier.fail({ status: 500, body: { odd: true }, headers: { 'x-odd': '1' } });
    await get();
    const failed = await get();
    expect(failed.headers.get('x-odd')).toBe('1');
    expect(await failed.json()).toEqual({ odd: true });
    carrier.clearFaults();
    expect((await get()).status).toBe(200);
  });

  it('leaves the work undone when it fails, unless the failure comes after it', async () => {
    carrier.fail({ status: 500, times: 1 });
    await setVoiceUrl('https://calls.example.com/lost');
    expect(carrier.number(NUMBER).voice_url).toBe('');
    carrier.fail({ status: 500, times: 1, afterApplying: true });
    expect((await setVoiceUrl('https://calls.example.com/kept')).status).toBe(500);
    expect(carrier.number(NUMBER).voice_url).toBe('https://calls.example.com/kept');
  });

  it('limits the rate with Retry-After', async () => {
    carrier.rateLimit({ retryAfterSeconds: 3, times: 2 });
    const limited = await get();
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('3');
    expect(await limited.json()).toEqual({
      code: 20429,
      message: 'Too Many Requests',
      more_info: 'https://www.twilio.com/docs/errors/20429',
      status: 429,
    });
    expect((await get()).status).toBe(429);
    expect((await get()).status).toBe(200);
  });

  it('delays', async () => {
    carrier.delay(60, { times: 1 });
    const startedAt = performance.now();
    expect((await get()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
  });

  it('hangs until the caller gives up', async () => {
    carrier.hang({ times: 1, afterApplying: true });
    const caller = new AbortController();
    const request = fetch(carrier.baseUrl + numberPath(), {
      method: 'POST',
      headers: { authorization: AUTHORIZATION },
      body: new URLSearchParams({ VoiceUrl: 'https://calls.example.com/a' }),
      signal: caller.signal,
    });
    await untilRequested();
    caller.abort();
    await expect(request).rejects.toThrow(/abort/i);
    expect(carrier.requests).toMatchObject([{ status: undefined }]);
    expect(carrier.number(NUMBER).voice_url).toBe('https://calls.example.com/a');
    expect((await get()).status).toBe(200);
  });

  it('closes while a request hangs', async () => {
    carrier.hang();
    const request = get().catch(() => 'cut');
    await untilRequested();
    await carrier.close();
    await expect(request).resolves.toBe('cut');
  });

  it('resets the connection in the middle of the answer, after doing the work', async () => {
    carrier.resetMidBody({ times: 1 });
    const lost = setVoiceUrl('https://calls.example.com/a').then((response) => response.text());
    await expect(lost).rejects.toThrow();
    expect(carrier.number(NUMBER).voice_url).toBe('https://calls.example.com/a');
  });

  it('answers with JSON that stops in the middle', async () => {
    carrier.malformedJson({ times: 1 });
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    await expect(answer.json()).rejects.toThrow(/JSON/);
  });

  it('lets a test change the state, or wait, before a request is handled', async () => {
    const removeHook = carrier.onRequest({ method: 'GET' }, async () => {
      await Promise.resolve();
      carrier.editNumber(NUMBER, { voice_url: 'https://other.example.com/' });
    });
    expect(await (await get(numberPath())).json()).toMatchObject({ voice_url: 'https://other.example.com/' });
    removeHook();
    carrier.editNumber(NUMBER, { voice_url: '' });
    expect(await (await get(numberPath())).json()).toMatchObject({ voice_url: '' });
  });

  it('tells of a hook that throws when it closes', async () => {
    carrier.onRequest({}, () => {
      throw new Error('the test is wrong');
    });
    await expect(get()).rejects.toThrow();
    await expect(carrier.close()).rejects.toThrow('the test is wrong');
  });

  it('refuses a port that is taken', async () => {
    const port = Number(new URL(carrier.baseUrl).port);
    await expect(new TwilioLoopback().listen(port)).rejects.toThrow(/EADDRINUSE/);
  });
});
