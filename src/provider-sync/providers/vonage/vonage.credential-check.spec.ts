import { VonageLoopback } from '../../../../test/support/carriers/vonage-loopback.js';
import type { CredentialFault } from '../../contract/credential-check.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { VonageModule } from './vonage.module.js';
import { VonageProvider } from './vonage.provider.js';

const API_KEY = 'canarykey1';
const SECRET = 'canarySecretOfVonage1';
const APPLICATION = '78d335fa-323d-4114-9c3d-d6f0d48968cf';
const CREDENTIALS = { api_key: API_KEY, api_secret: SECRET, application_id: APPLICATION };

let carrier: VonageLoopback;
let provider: VonageProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new VonageLoopback().listen();
  carrier.addAccount({ apiKey: API_KEY, apiSecret: SECRET });
  carrier.addApplication(API_KEY, { id: APPLICATION, name: 'For Dialplane' });
  ({ provider, close } = await openProvider(VonageModule, VonageProvider, {
    VONAGE_API_BASE_URL: carrier.applicationsBaseUrl,
    VONAGE_REST_BASE_URL: carrier.restBaseUrl,
  }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function check(credentials = CREDENTIALS): Promise<readonly CredentialFault[]> {
  return provider.credentialCheck.check(credentials, inTime());
}

it('finds nothing wrong with an account and its application', async () => {
  expect(await check()).toEqual([]);
  expect(carrier.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /account/get-balance',
    `GET /v2/applications/${APPLICATION}`,
  ]);
});

it('finds an application that does not exist, without repeating its id', async () => {
  const faults = await check({ ...CREDENTIALS, application_id: '4711fa00-323d-4114-9c3d-d6f0d48968cf' });
  expect(faults).toEqual([{ field: 'application_id', detail: expect.stringContaining('Vonage dashboard') as string }]);
  expect(JSON.stringify(faults)).not.toContain('4711');
});

it('a wrong secret is refused', async () => {
  const fault = await faultOf(check({ ...CREDENTIALS, api_secret: 'wrong' }));
  expect(fault).toMatchObject({ code: 'provider_unauthorized' });
  expect(fault.message).toContain('Check API Key and API Secret');
});

it.each(CARRIER_FAULTS)('%s is called by its name, without a secret', async (what, fail, code) => {
  fail(carrier);
  const fault = await faultOf(
    provider.credentialCheck.check(CREDENTIALS, AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)),
  );
  expect(fault.code).toBe(code);
  for (const secret of [SECRET, API_KEY, btoa(`${API_KEY}:${SECRET}`)])
    expect(everythingIn(fault)).not.toContain(secret);
});
