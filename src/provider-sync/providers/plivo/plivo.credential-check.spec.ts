import { PlivoLoopback } from '../../../../test/support/carriers/plivo-loopback.js';
import type { CredentialFault } from '../../contract/credential-check.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { PlivoModule } from './plivo.module.js';
import { PlivoProvider } from './plivo.provider.js';

const AUTH_ID = 'MACANARYACCOUNT00001';
const TOKEN = 'canary-token-of-plivo';
const CREDENTIALS = { auth_id: AUTH_ID, auth_token: TOKEN };

let carrier: PlivoLoopback;
let provider: PlivoProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new PlivoLoopback().listen();
  carrier.addAccount({ authId: AUTH_ID, authToken: TOKEN });
  ({ provider, close } = await openProvider(PlivoModule, PlivoProvider, { PLIVO_API_BASE_URL: carrier.baseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function check(credentials: Readonly<Record<string, string>> = CREDENTIALS): Promise<readonly CredentialFault[]> {
  return provider.credentialCheck.check(credentials, inTime());
}

it('finds nothing wrong with an account alone, and asks once', async () => {
  expect(await check()).toEqual([]);
  expect(carrier.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /v1/Account/${AUTH_ID}/`]);
});

it('finds nothing wrong with an application that exists', async () => {
  const { app_id: id } = carrier.addApplication(AUTH_ID, { app_name: 'a', answer_url: 'https://theirs.example/' });
  expect(await check({ ...CREDENTIALS, application_id: id })).toEqual([]);
});

it('finds an application that does not exist, without repeating its id', async () => {
  const faults = await check({ ...CREDENTIALS, application_id: '4711471147114711' });
  expect(faults).toEqual([{ field: 'application_id', detail: expect.stringContaining('Plivo console') as string }]);
  expect(JSON.stringify(faults)).not.toContain('4711');
});

it('a wrong token is refused', async () => {
  const fault = await faultOf(check({ ...CREDENTIALS, auth_token: 'wrong' }));
  expect(fault).toMatchObject({ code: 'provider_unauthorized' });
  expect(fault.message).toContain('Check Auth ID and Auth Token');
});

it.each(CARRIER_FAULTS)('%s is called by its name, without a secret', async (what, fail, code) => {
  fail(carrier);
  const fault = await faultOf(
    provider.credentialCheck.check(CREDENTIALS, AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)),
  );
  expect(fault.code).toBe(code);
  for (const secret of [TOKEN, AUTH_ID, btoa(`${AUTH_ID}:${TOKEN}`)]) expect(everythingIn(fault)).not.toContain(secret);
});
