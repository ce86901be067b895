import fc from 'fast-check';
import { PlivoLoopback } from '../../../../test/support/carriers/plivo-loopback.js';
import { toCanonicalAddress } from '../../../common/address/canonical-address.js';
import type { RemoteRecord } from '../../contract/remote-settings.js';
import {
  CARRIER_FAULTS,
  change,
  everythingIn,
  faultOf,
  inTime,
  openProvider,
  OUR_WEBHOOKS,
} from '../../contract/testing/carrier-kit.js';
import { PlivoModule } from './plivo.module.js';
import { PlivoProvider } from './plivo.provider.js';

const AUTH_ID = 'MACANARYACCOUNT00001';
const TOKEN = 'canary-token-of-plivo';
const CREDENTIALS = { auth_id: AUTH_ID, auth_token: TOKEN };
const NUMBER = '+14155551234';

let carrier: PlivoLoopback;
let provider: PlivoProvider;
let close: () => Promise<void>;
let ours: string;
let theirs: string;

beforeEach(async () => {
  carrier = await new PlivoLoopback().listen();
  carrier.addAccount({ authId: AUTH_ID, authToken: TOKEN });
  ours = carrier.addApplication(AUTH_ID, { app_name: 'dialplane-1', answer_url: OUR_WEBHOOKS.answerUrl }).app_id;
  theirs = carrier.addApplication(AUTH_ID, { app_name: 'theirs', answer_url: 'https://theirs.example/' }).app_id;
  ({ provider, close } = await openProvider(PlivoModule, PlivoProvider, { PLIVO_API_BASE_URL: carrier.baseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function record(address = NUMBER): RemoteRecord {
  return provider.sync.number(CREDENTIALS, toCanonicalAddress(address));
}

describe('reading', () => {
  it('shows the application, or null', async () => {
    carrier.addNumber(AUTH_ID, { number: NUMBER, appId: theirs });
    expect(await record().read(inTime())).toEqual({ app_id: theirs });
    carrier.editNumber(NUMBER, { appId: null });
    expect(await record().read(inTime())).toEqual({ app_id: null });
  });

  it('shows a SIP trunk, which stands in the place of an application', async () => {
    const trunk = carrier.addTrunk(AUTH_ID);
    carrier.addNumber(AUTH_ID, { number: NUMBER, appId: trunk });
    expect(await record().read(inTime())).toEqual({ app_id: trunk });
  });

  it('is null for a number that the account does not own', async () => {
    carrier.addNumber(AUTH_ID, { number: `${NUMBER}5` });
    expect(await record().read(inTime())).toBeNull();
  });
});

describe('writing', () => {
  it('links the number and touches nothing else', async () => {
    const former = carrier.addNumber(AUTH_ID, { number: NUMBER, appId: theirs, alias: 'Front desk' });
    const number = record();
    await change(number, provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(await number.read(inTime())).toEqual({ app_id: ours });
    expect(carrier.number(NUMBER)).toEqual({ ...former, appId: ours });
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours, url: OUR_WEBHOOKS.answerUrl });
  });

  it('unlinks with an empty text, because null does nothing', async () => {
    carrier.addNumber(AUTH_ID, { number: NUMBER, appId: ours });
    const number = record();
    await number.write(provider.sync.released, inTime());
    expect(carrier.requests[0]?.body).toBe('{"app_id":""}');
    expect(await number.read(inTime())).toEqual({ app_id: null });
    expect(carrier.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it('does not send an update without an application, which would set the default one', async () => {
    carrier.addNumber(AUTH_ID, { number: NUMBER });
    await record().write({}, inTime());
    expect(carrier.requests).toHaveLength(0);
  });

  it('refuses to write to a number that is not owned', async () => {
    expect((await faultOf(record().write({ app_id: ours }, inTime()))).code).toBe('provider_refused');
  });

  it('taking over and giving back is the identity, whatever was there', async () => {
    const trunk = carrier.addTrunk(AUTH_ID);
    const original = fc.record({
      appId: fc.constantFrom(null, theirs, trunk, ours),
      alias: fc.option(fc.string({ maxLength: 20 })),
      smsEnabled: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(original, async (settings) => {
        carrier.addNumber(AUTH_ID, { number: NUMBER, ...settings });
        try {
          const before = carrier.number(NUMBER);
          const former = await change(record(), provider.sync.wanted(OUR_WEBHOOKS, ours));
          expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours });
          await change(record(), former);
          expect(carrier.number(NUMBER)).toEqual(before);
        } finally {
          carrier.removeNumber(NUMBER);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('faults', () => {
  it.each(CARRIER_FAULTS)('%s', async (what, fail, code) => {
    carrier.addNumber(AUTH_ID, { number: NUMBER });
    fail(carrier);
    const signal = (): AbortSignal => AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
    const fault = await faultOf(record().read(signal()));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain('Plivo');
    for (const secret of [TOKEN, AUTH_ID, btoa(`${AUTH_ID}:${TOKEN}`)])
      expect(everythingIn(fault)).not.toContain(secret);
  });

  it('wrong credentials are named by their labels', async () => {
    const number = provider.sync.number({ ...CREDENTIALS, auth_token: 'wrong' }, toCanonicalAddress(NUMBER));
    const fault = await faultOf(number.read(inTime()));
    expect(fault.code).toBe('provider_unauthorized');
    expect(fault.message).toContain('Check Auth ID and Auth Token and save them again.');
  });

  it('an application that does not exist is refused', async () => {
    carrier.addNumber(AUTH_ID, { number: NUMBER });
    expect((await faultOf(record().write({ app_id: '1' }, inTime()))).code).toBe('provider_refused');
  });
});
