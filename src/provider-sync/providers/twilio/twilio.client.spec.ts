import type { CarrierCall } from '../../contract/carrier-call.js';
import type { CarrierHttp } from '../../contract/carrier-http.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { endpointsAt, inTime } from '../../contract/testing/carrier-kit.js';
import { TwilioClient } from './twilio.client.js';

const SID = `AC${'a1'.repeat(16)}`;

/** Where the client would send its request. */
async function hostFor(credentials: ProviderCredentials, urls: Record<string, string> = {}): Promise<string> {
  const calls: CarrierCall[] = [];
  const http = { send: (call: CarrierCall) => Promise.resolve(void calls.push(call)) } as unknown as CarrierHttp;
  const client = new TwilioClient(http, endpointsAt(urls));
  await client.getNumber({ account_sid: SID, auth_token: 'x', ...credentials }, 'PN1', inTime());
  return new URL(calls[0]?.url ?? '').host;
}

describe('the host', () => {
  it.each([
    [{}, 'api.twilio.com'],
    [{ region: null, edge: null }, 'api.twilio.com'],
    [{ region: 'ie1', edge: 'dublin' }, 'api.dublin.ie1.twilio.com'],
    [{ region: null, edge: 'frankfurt' }, 'api.frankfurt.us1.twilio.com'],
  ])('of %j is %s', async (credentials, host) => {
    expect(await hostFor(credentials)).toBe(host);
  });

  it('is the one of the environment, when there is one', async () => {
    const urls = { TWILIO_API_BASE_URL: 'http://twilio.test:8080' };
    expect(await hostFor({ region: 'ie1', edge: 'dublin' }, urls)).toBe('twilio.test:8080');
  });
});
