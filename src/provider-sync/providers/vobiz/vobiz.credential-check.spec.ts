import { VobizLoopback } from '../../../../test/support/carriers/vobiz-loopback.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { VobizModule } from './vobiz.module.js';
import { VobizProvider } from './vobiz.provider.js';

const AUTH_ID = 'MA_CANARY01';
const TOKEN = 'canary-token-of-vobiz';
const CREDENTIALS = { auth_id: AUTH_ID, auth_token: TOKEN, application_id: null };

let carrier: VobizLoopback;
let provider: VobizProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new VobizLoopback().listen();
  carrier.addAccount({ authId: AUTH_ID, authToken: TOKEN });
  ({ provider, close } = await openProvider(VobizModule, VobizProvider, { VOBIZ_API_BASE_URL: carrier.apiBaseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

it('finds nothing wrong with an account, and changes nothing in it', async () => {
  expect(await provider.credentialCheck.check(CREDENTIALS, inTime())).toEqual([]);
  expect(carrier.requests.map(({ method }) => method)).toEqual(['GET']);
});

it('finds the application that the credentials name', async () => {
  const { app_id } = carrier.addApplication(AUTH_ID, { app_name: 'theirs', answer_url: 'https://theirs.example/' });
  expect(await provider.credentialCheck.check({ ...CREDENTIALS, application_id: app_id }, inTime())).toEqual([]);
});

it('names the field of an application that does not exist, without its value', async () => {
  const faults = await provider.credentialCheck.check({ ...CREDENTIALS, application_id: '987654321' }, inTime());
  expect(faults).toEqual([{ field: 'application_id', detail: expect.stringContaining('no application') }]);
  expect(JSON.stringify(faults)).not.toContain('987654321');
});

it.each([{ auth_token: 'wrong' }, { auth_id: 'MA_OTHER' }, { auth_token: 'wrong', application_id: '1' }])(
  'is refused with %j',
  async (fields) => {
    const fault = await faultOf(provider.credentialCheck.check({ ...CREDENTIALS, ...fields }, inTime()));
    expect(fault.code).toBe('provider_unauthorized');
    expect(fault.message).toContain('Check Account ID and Auth Token');
  },
);

it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
  fail(carrier);
  const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
  const fault = await faultOf(provider.credentialCheck.check(CREDENTIALS, signal));
  expect(fault.code).toBe(code);
  for (const secret of [TOKEN, AUTH_ID]) expect(everythingIn(fault)).not.toContain(secret);
});
