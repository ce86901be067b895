import { startSandbox } from './seed-sandbox.js';

describe('startSandbox', () => {
  it('starts three carriers at the URLs of its environment, with numbers in every state', async () => {
    const sandbox = await startSandbox();
    const { account_sid: sid, auth_token: token } = sandbox.credentials.twilio;
    const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`;
    const url = `${sandbox.env['TWILIO_API_BASE_URL']}/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json`;
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
    const answeredBy = (carrier: 'twilio' | 'plivo' | 'vonage'): string[] =>
      sandbox.numbers[carrier].map((number) => sandbox[carrier].whoAnswers(number).kind);
    expect(answeredBy('twilio')).toEqual(['none', 'url', 'trunk', 'application', 'none']);
    expect(answeredBy('plivo')).toEqual(['none', 'application', 'application', 'trunk', 'none']);
    expect(answeredBy('vonage')).toEqual(['none', 'application', 'forward', 'none']);
    expect(Object.keys(sandbox.env)).toEqual([
      'TWILIO_API_BASE_URL',
      'PLIVO_API_BASE_URL',
      'VONAGE_API_BASE_URL',
      'VONAGE_REST_BASE_URL',
    ]);
    await sandbox.close();
    await expect(fetch(url)).rejects.toThrow();
  });
});
