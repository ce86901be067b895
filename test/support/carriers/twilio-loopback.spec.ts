import { TwilioLoopback } from './twilio-loopback.js';

const ACCOUNT = `AC${'a'.repeat(32)}`;
const NUMBER = '+12025550101';
const LIST = `/2010-04-01/Accounts/${ACCOUNT}/IncomingPhoneNumbers.json`;

interface Page {
  readonly incoming_phone_numbers: readonly { readonly phone_number: string }[];
  readonly next_page_uri: string | null;
  readonly previous_page_uri: string | null;
}

describe('TwilioLoopback', () => {
  let twilio: TwilioLoopback;

  beforeEach(async () => {
    twilio = await new TwilioLoopback().listen();
    twilio.addAccount({ accountSid: ACCOUNT, authToken: 'token' });
    twilio.addNumber(ACCOUNT, { phone_number: NUMBER });
  });

  afterEach(() => twilio.close());

  const call = (path: string, init: RequestInit = {}, user = `${ACCOUNT}:token`): Promise<Response> => {
    const authorization = `Basic ${Buffer.from(user).toString('base64')}`;
    return fetch(twilio.baseUrl + path, { ...init, headers: { authorization, ...init.headers } });
  };
  const update = (parameters: Record<string, string>): Promise<Response> =>
    call(twilio.number(NUMBER).uri, { method: 'POST', body: new URLSearchParams(parameters) });
  const page = async (path: string): Promise<Page> => (await (await call(path)).json()) as Page;
  const numbersOf = (shown: Page): string[] => shown.incoming_phone_numbers.map((number) => number.phone_number);

  it('pages through the account, newest first, by the next_page_uri', async () => {
    for (let index = 102; index <= 107; index += 1) twilio.addNumber(ACCOUNT, { phone_number: `+12025550${index}` });
    const first = await page(`${LIST}?PageSize=3`);
    expect(numbersOf(first)).toEqual(['+12025550107', '+12025550106', '+12025550105']);
    const second = await page(String(first.next_page_uri));
    expect(numbersOf(second)).toEqual(['+12025550104', '+12025550103', '+12025550102']);
    const last = await page(String(second.next_page_uri));
    expect(numbersOf(last)).toEqual([NUMBER]);
    expect(last.next_page_uri).toBeNull();
    expect(numbersOf(await page(String(last.previous_page_uri)))).toEqual(numbersOf(second));
    expect(numbersOf(await page(String(second.previous_page_uri)))).toEqual(numbersOf(first));
  });

  it('neither repeats nor skips a number that is bought between two pages', async () => {
    twilio.addNumber(ACCOUNT, { phone_number: '+12025550102' });
    const first = await page(`${LIST}?PageSize=1`);
    twilio.addNumber(ACCOUNT, { phone_number: '+12025550103' });
    expect(numbersOf(await page(String(first.next_page_uri)))).toEqual([NUMBER]);
  });

  it.each([
    ['%2B12025550101', 1],
    ['550101', 1],
    ['%2B1202555****', 2],
    ['%2B44', 1],
    ['+12025550101', 0],
    ['abc', 0],
  ])('finds by PhoneNumber=%s', async (pattern, count) => {
    twilio.addNumber(ACCOUNT, { phone_number: '+12025550102' });
    twilio.addNumber(ACCOUNT, { phone_number: '+442079460101' });
    // A plus that is not escaped is a space, and no number has one.
    expect(numbersOf(await page(`${LIST}?PhoneNumber=${pattern}`))).toHaveLength(count);
  });

  it.each(['PageSize=0', 'PageSize=1001', 'PageSize=x', 'PageToken=PAPNnone', 'Limit=5'])(
    'refuses ?%s',
    async (query) => {
      expect((await call(`${LIST}?${query}`)).status).toBe(400);
    },
  );

  it('shows the whole resource', async () => {
    const shown = await (await call(twilio.number(NUMBER).uri)).json();
    expect(shown).toEqual(twilio.number(NUMBER));
    expect(shown).toMatchObject({ phone_number: NUMBER, voice_method: 'POST', voice_url: '', trunk_sid: null });
  });

  it('changes what is sent, clears what is empty and leaves the rest', async () => {
    twilio.editNumber(NUMBER, { sms_url: 'https://sms.example.com/', status_callback: 'https://old.example.com/' });
    const answer = await update({
      VoiceUrl: 'https://calls.example.com/a',
      VoiceMethod: 'GET',
      VoiceFallbackUrl: 'https://calls.example.com/f',
      VoiceCallerIdLookup: 'true',
      StatusCallback: '',
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(twilio.number(NUMBER));
    expect(twilio.number(NUMBER)).toMatchObject({
      voice_url: 'https://calls.example.com/a',
      voice_method: 'GET',
      voice_fallback_url: 'https://calls.example.com/f',
      voice_caller_id_lookup: true,
      status_callback: '',
      sms_url: 'https://sms.example.com/',
    });
  });

  it('lets a trunk and an application drive each other out, and rings by their precedence', async () => {
    const trunk = twilio.addTrunk(ACCOUNT, 'trunk');
    const { sid } = twilio.addApplication(ACCOUNT, { friendly_name: 'app', voice_url: 'https://app.example.com/' });
    await update({ VoiceUrl: 'https://calls.example.com/a' });
    expect(twilio.whoAnswers(NUMBER)).toEqual({ kind: 'url', url: 'https://calls.example.com/a', method: 'POST' });
    await update({ VoiceApplicationSid: sid });
    expect(twilio.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: sid, url: 'https://app.example.com/' });
    await update({ TrunkSid: trunk });
    expect(twilio.number(NUMBER)).toMatchObject({ trunk_sid: trunk, voice_application_sid: '' });
    expect(twilio.whoAnswers(NUMBER)).toEqual({ kind: 'trunk', id: trunk });
    await update({ VoiceApplicationSid: sid });
    expect(twilio.number(NUMBER)).toMatchObject({ trunk_sid: null, voice_application_sid: sid });
    await update({ TrunkSid: '', VoiceApplicationSid: '', VoiceUrl: '' });
    expect(twilio.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it.each([
    [{ VoiceUrl: 'calls.example.com' }, 21402],
    [{ StatusCallback: 'ftp://calls.example.com/' }, 21402],
    [{ VoiceMethod: 'PUT' }, 21403],
    [{ VoiceFallbackUrl: 'https://calls.example.com/f' }, 21405],
    [{ VoiceApplicationSid: `AP${'0'.repeat(32)}` }, 21420],
    [{ TrunkSid: `TK${'0'.repeat(32)}` }, 20001],
    [{ VoiceReceiveMode: 'telex' }, 20001],
    [{ voice_url: 'https://calls.example.com/' }, 20001],
  ])('refuses %j', async (parameters, code) => {
    const before = twilio.number(NUMBER);
    const answer = await update(parameters as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code, status: 400 });
    expect(twilio.number(NUMBER)).toEqual(before);
  });

  it('refuses a JSON body', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ VoiceUrl: 'https://calls.example.com/' });
    expect((await call(twilio.number(NUMBER).uri, { method: 'POST', headers, body })).status).toBe(400);
  });

  it.each(['', `${ACCOUNT}:wrong`, `AC${'b'.repeat(32)}:token`])('refuses the credentials %j', async (user) => {
    const answer = await call(LIST, {}, user);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 20003, status: 401 });
  });

  it('does not show the numbers of another account', async () => {
    const other = `AC${'b'.repeat(32)}`;
    twilio.addAccount({ accountSid: other, authToken: 'other' });
    expect((await call(LIST, {}, `${other}:other`)).status).toBe(401);
    expect((await call(twilio.number(NUMBER).uri.replace(ACCOUNT, other), {}, `${other}:other`)).status).toBe(404);
  });

  it('does not know other paths, released numbers and other verbs', async () => {
    const { uri } = twilio.number(NUMBER);
    expect((await call('/2010-04-01/Accounts.json')).status).toBe(404);
    expect((await call(LIST, { method: 'POST' })).status).toBe(405);
    expect((await call(uri, { method: 'DELETE' })).status).toBe(405);
    twilio.removeNumber(NUMBER);
    expect(await (await call(uri)).json()).toMatchObject({
      code: 20404,
      message: `The requested resource ${uri} was not found`,
    });
    expect(() => twilio.number(NUMBER)).toThrow(/no Twilio number/);
  });

  it('shows the account, and of one that is not active nothing else', async () => {
    const account = `/2010-04-01/Accounts/${ACCOUNT}.json`;
    expect(await (await call(account)).json()).toMatchObject({ sid: ACCOUNT, status: 'active', uri: account });
    expect((await call(account, { method: 'POST' })).status).toBe(405);
    expect((await call(`${account}?Status=active`)).status).toBe(400);
    expect((await call(account, {}, `${ACCOUNT}:wrong`)).status).toBe(401);
    expect((await call(account.replace(ACCOUNT, `AC${'b'.repeat(32)}`))).status).toBe(401);
    twilio.setStatus(ACCOUNT, 'suspended');
    expect(await (await call(account)).json()).toMatchObject({ status: 'suspended' });
    expect(await (await call(LIST)).json()).toMatchObject({ code: 20403, status: 403 });
  });
});
