import { TelnyxLoopback } from '../../../../test/support/carriers/telnyx-loopback.js';
import type { CredentialFault } from '../../contract/credential-check.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { TelnyxModule } from './telnyx.module.js';
import { TelnyxProvider } from './telnyx.provider.js';

const PUBLIC_KEY = 'iGtB96aTJO4SmJPzRPqW20Zc10AWCiN8OQLE5Tg330U=';
const OTHER_KEY = `${'A'.repeat(43)}=`;
const CREDENTIALS = { api_key: 'KEYcanaryOfTelnyx0001' };

let carrier: TelnyxLoopback;
let provider: TelnyxProvider;
let close: () => Promise<void>;
let application: string;

beforeEach(async () => {
  carrier = await new TelnyxLoopback().listen();
  carrier.addAccount({ apiKey: CREDENTIALS.api_key, publicKey: PUBLIC_KEY });
  application = carrier.addApplication(CREDENTIALS.api_key, {
    application_name: 'theirs',
    webhook_event_url: 'https://theirs.example/',
  }).id;
  ({ provider, close } = await openProvider(TelnyxModule, TelnyxProvider, { TELNYX_API_BASE_URL: carrier.baseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function check(fields: object): Promise<readonly CredentialFault[]> {
  return provider.credentialCheck.check({ ...CREDENTIALS, ...fields }, inTime());
}

it('finds nothing wrong with credentials that work, and changes nothing', async () => {
  expect(await check({})).toEqual([]);
  expect(await check({ connection_id: null, webhook_public_key: null })).toEqual([]);
  expect(await check({ connection_id: application, webhook_public_key: PUBLIC_KEY })).toEqual([]);
  expect(await check({ webhook_public_key: PUBLIC_KEY.slice(0, -1) })).toEqual([]);
  expect(carrier.counters.writes).toBe(0);
});

it('names the application that does not exist and the key that does not sign', async () => {
  const faults = await check({ connection_id: '42424242', webhook_public_key: OTHER_KEY });
  expect(faults.map(({ field }) => field)).toEqual(['connection_id', 'webhook_public_key']);
  expect(JSON.stringify(faults)).not.toContain('42424242');
  expect(JSON.stringify(faults)).not.toContain(PUBLIC_KEY);
});

it.each([403, 404])('does not judge the key when it is not shown: %i', async (status) => {
  carrier.fail({ status, match: { path: '/v2/public_key' } });
  expect(await check({ webhook_public_key: OTHER_KEY })).toEqual([]);
});

it.each([{}, { connection_id: '42424242', webhook_public_key: OTHER_KEY }])(
  'tries a wrong API key once: %j',
  async (fields) => {
    const fault = await faultOf(check({ ...fields, api_key: 'KEYwrong' }));
    expect(fault.code).toBe('provider_unauthorized');
    expect(carrier.count()).toBe(1);
  },
);

it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
  fail(carrier);
  const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
  const fault = await faultOf(provider.credentialCheck.check({ ...CREDENTIALS, connection_id: application }, signal));
  expect(fault.code).toBe(code);
  expect(everythingIn(fault)).not.toContain(CREDENTIALS.api_key);
});
