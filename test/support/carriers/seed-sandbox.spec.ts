import { loadCarrierKits } from './load-carrier-kits.js';
import { type Sandbox, startSandbox } from './seed-sandbox.js';

describe('startSandbox', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  it('starts a carrier for each kit, at the URLs of its environment', async () => {
    expect(Object.keys(sandbox.carriers)).toEqual([...(await loadCarrierKits()).keys()]);
    for (const { env } of Object.values(sandbox.carriers)) expect(sandbox.env).toMatchObject(env);
    const { account_sid: sid, auth_token: token } = sandbox.credentials.twilio;
    const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`;
    const url = `${sandbox.env['TWILIO_API_BASE_URL']}/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json`;
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
  });

  it('has numbers in every state', () => {
    const answeredBy = (carrier: 'twilio' | 'plivo' | 'vonage'): string[] =>
      sandbox.numbers[carrier].map((number) => sandbox[carrier].whoAnswers(number).kind);
    expect(answeredBy('twilio')).toEqual(['none', 'url', 'trunk', 'application', 'none']);
    expect(answeredBy('plivo')).toEqual(['none', 'application', 'application', 'trunk', 'none']);
    expect(answeredBy('vonage')).toEqual(['none', 'application', 'forward', 'none']);
  });

  it('listens where it is told, and lets go of its ports', async () => {
    const free = await startSandbox();
    const url = free.twilio.baseUrl;
    await free.close();
    await expect(fetch(url)).rejects.toThrow();
    const told = await startSandbox({ firstPorts: { twilio: Number(new URL(url).port) } });
    expect(told.twilio.baseUrl).toBe(url);
    await told.close();
  });
});
