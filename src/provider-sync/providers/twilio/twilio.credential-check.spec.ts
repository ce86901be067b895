import { TwilioLoopback } from '../../../../test/support/carriers/twilio-loopback.js';
import type { CredentialFault } from '../../contract/credential-check.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { TwilioModule } from './twilio.module.js';
import { TwilioProvider } from './twilio.provider.js';

const SID = `AC${'a1'.repeat(16)}`;
const TOKEN = 'canary0token0of0twilio0000000000';
const CREDENTIALS = { account_sid: SID, auth_token: TOKEN };

let carrier: TwilioLoopback;
let provider: TwilioProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new TwilioLoopback().listen();
  carrier.addAccount({ accountSid: SID, authToken: TOKEN });
  ({ provider, close } = await openProvider(TwilioModule, TwilioProvider, { TWILIO_API_BASE_URL: carrier.baseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function check(credentials = CREDENTIALS): Promise<readonly CredentialFault[]> {
  return provider.credentialCheck.check(credentials, inTime());
}

it('finds nothing wrong with an active account, and asks once', async () => {
  expect(await check()).toEqual([]);
  expect(carrier.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET /2010-04-01/Accounts/${SID}.json`,
  ]);
});

it.each(['suspended', 'closed'] as const)('finds an account that is %s', async (status) => {
  carrier.setStatus(SID, status);
  expect(await check()).toEqual([{ field: 'account_sid', detail: expect.stringContaining(status) as string }]);
});

it('where a Region does not show the account, reading numbers is enough', async () => {
  carrier.fail({ status: 404, match: { path: /\/Accounts\/[^/]+$/ } });
  expect(await check()).toEqual([]);
  expect(carrier.counters.total).toBe(2);
});

it('a wrong token is refused', async () => {
  const fault = await faultOf(check({ ...CREDENTIALS, auth_token: 'wrong' }));
  expect(fault).toMatchObject({ code: 'provider_unauthorized' });
  expect(fault.message).toContain('Check Account SID and Auth Token');
});

it.each(CARRIER_FAULTS)('%s is called by its name, without a secret', async (what, fail, code) => {
  fail(carrier);
  const fault = await faultOf(
    provider.credentialCheck.check(CREDENTIALS, AbortSignal.timeout(what === 'a hang' ? 150 : 5_000)),
  );
  expect(fault.code).toBe(code);
  for (const secret of [TOKEN, SID, btoa(`${SID}:${TOKEN}`)]) expect(everythingIn(fault)).not.toContain(secret);
});
