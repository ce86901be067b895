import fc from 'fast-check';
import { VobizLoopback } from '../../../../test/support/carriers/vobiz-loopback.js';
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
import { VobizModule } from './vobiz.module.js';
import { VobizProvider } from './vobiz.provider.js';

const AUTH_ID = 'MA_CANARY01';
const TOKEN = 'canary-token-of-vobiz';
const CREDENTIALS = { auth_id: AUTH_ID, auth_token: TOKEN };
const NUMBER = '+918071387149';

let carrier: VobizLoopback;
let provider: VobizProvider;
let close: () => Promise<void>;
let ours: string;
let theirs: string;

beforeEach(async () => {
  carrier = await new VobizLoopback().listen();
  openAccount();
  ({ provider, close } = await openProvider(VobizModule, VobizProvider, { VOBIZ_API_BASE_URL: carrier.apiBaseUrl }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

function openAccount(refusesRelinking = false): void {
  carrier.addAccount({ authId: AUTH_ID, authToken: TOKEN, refusesRelinking });
  ours = carrier.addApplication(AUTH_ID, { app_name: 'dialplane-1', answer_url: OUR_WEBHOOKS.answerUrl }).app_id;
  theirs = carrier.addApplication(AUTH_ID, { app_name: 'theirs', answer_url: 'https://theirs.example/' }).app_id;
}

function record(address = NUMBER): RemoteRecord {
  return provider.sync.number(CREDENTIALS, toCanonicalAddress(address));
}

/** The requests that change something, without the account. */
function writes(): string[] {
  return carrier.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`);
}

describe('reading', () => {
  it('shows the application and the trunk, or null', async () => {
    const trunkGroupId = carrier.addTrunk(AUTH_ID);
    carrier.addNumber(AUTH_ID, { e164: NUMBER, applicationId: theirs, trunkGroupId });
    expect(await record().read(inTime())).toEqual({ application_id: theirs, trunk_group_id: trunkGroupId });
    carrier.editNumber(NUMBER, { applicationId: null, trunkGroupId: null });
    expect(await record().read(inTime())).toEqual({ application_id: null, trunk_group_id: null });
  });

  it('searches for the number, as many a page as Vobiz gives', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER });
    await record().read(inTime());
    expect(carrier.requests.map(({ path, query }) => `${path}?${query.toString()}`)).toEqual([
      `/api/v1/Account/${AUTH_ID}/numbers?page=1&per_page=100&search=%2B918071387149`,
    ]);
  });

  it('is null for a number that the account does not own', async () => {
    carrier.addNumber(AUTH_ID, { e164: `${NUMBER}5`, applicationId: theirs });
    expect(await record().read(inTime())).toBeNull();
  });

  it('is null for a number that was released and is still listed', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER, status: 'released' });
    expect(await record().read(inTime())).toBeNull();
  });

  it('goes on to later pages of what the search finds', async () => {
    const longer = (n: number): string => `${NUMBER}${String(n).padStart(3, '0')}`;
    for (let n = 0; n < 205; n += 1) carrier.addNumber(AUTH_ID, { e164: longer(n) });
    expect(await record().read(inTime())).toBeNull();
    expect(carrier.requests).toHaveLength(3);
    carrier.addNumber(AUTH_ID, { e164: NUMBER, applicationId: theirs });
    expect(await record().read(inTime())).toMatchObject({ application_id: theirs });
    expect(carrier.requests).toHaveLength(6);
  });

  it('does not take the same page for the next one', async () => {
    const items = [{ e164: '+918071387140' }];
    carrier.fail({ status: 200, body: { items, page: 1, per_page: 1, total: 3 } });
    expect((await faultOf(record().read(inTime()))).code).toBe('provider_invalid_response');
    expect(carrier.requests).toHaveLength(2);
  });

  it('ends when there is nothing on a page, whatever the total says', async () => {
    carrier.fail({ status: 200, body: { items: [], page: 1, per_page: 100, total: 1_000 } });
    expect(await record().read(inTime())).toBeNull();
    expect(carrier.requests).toHaveLength(1);
  });
});

describe('writing', () => {
  it('links the number and touches nothing else', async () => {
    const former = carrier.addNumber(AUTH_ID, { e164: NUMBER, applicationId: theirs, region: 'Mumbai' });
    const number = record();
    await change(number, provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(await number.read(inTime())).toEqual({ application_id: ours, trunk_group_id: null });
    expect(carrier.number(NUMBER)).toEqual({ ...former, applicationId: ours });
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours, url: OUR_WEBHOOKS.answerUrl });
    expect(writes()).toEqual(['POST %2B918071387149/application']);
  });

  it('takes the number from its trunk first, which would win', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER, trunkGroupId: carrier.addTrunk(AUTH_ID) });
    await change(record(), provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(writes()).toEqual(['DELETE %2B918071387149/assign', 'POST %2B918071387149/application']);
    expect(carrier.whoAnswers(NUMBER)).toMatchObject({ kind: 'application', id: ours });
  });

  it('unlinks', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER, applicationId: ours });
    const number = record();
    await change(number, provider.sync.released);
    expect(writes()).toEqual(['DELETE %2B918071387149/application']);
    expect(await number.read(inTime())).toEqual({ application_id: null, trunk_group_id: null });
    expect(carrier.whoAnswers(NUMBER)).toEqual({ kind: 'none' });
  });

  it('is content when what it unlinks is gone already', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER });
    carrier.fail({ status: 404, match: { method: 'DELETE' } });
    await record().write(provider.sync.released, inTime());
    expect(carrier.count({ method: 'DELETE' })).toBe(2);
  });

  it('writes nothing when nothing is to be changed', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER });
    await record().write({}, inTime());
    expect(carrier.requests).toHaveLength(0);
  });

  it('refuses to write to a number that is not owned', async () => {
    expect((await faultOf(record().write({ application_id: ours }, inTime()))).code).toBe('provider_refused');
  });

  it('refuses settings that a number does not have', async () => {
    await expect(record().write({ app_id: ours }, inTime())).rejects.toThrow('has no setting "app_id"');
    expect(carrier.requests).toHaveLength(0);
  });

  it('taking over and giving back is the identity, whatever was there', async () => {
    const trunk = carrier.addTrunk(AUTH_ID);
    const original = fc.record({
      applicationId: fc.constantFrom(null, theirs, ours),
      trunkGroupId: fc.constantFrom(null, trunk),
      region: fc.constantFrom('Mumbai', 'Karnataka'),
      sms: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(original, async (settings) => {
        carrier.addNumber(AUTH_ID, { e164: NUMBER, ...settings });
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

describe('a number that Vobiz says is attached already', () => {
  beforeEach(() => openAccount(true));

  it('is moved when it is attached to another application', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER, applicationId: theirs });
    await change(record(), provider.sync.wanted(OUR_WEBHOOKS, ours));
    expect(carrier.number(NUMBER).applicationId).toBe(ours);
    expect(writes()).toEqual([
      'POST %2B918071387149/application',
      'DELETE %2B918071387149/application',
      'POST %2B918071387149/application',
    ]);
  });

  it('is left as it is when it is attached to this application', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER, applicationId: ours });
    await record().write({ application_id: ours }, inTime());
    expect(carrier.number(NUMBER).applicationId).toBe(ours);
    expect(writes()).toEqual(['POST %2B918071387149/application']);
  });

  it('is asked for no third time', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER, applicationId: theirs });
    carrier.fail({ status: 409, match: { method: 'POST' } });
    await record().write({ application_id: ours }, inTime());
    expect(carrier.count({ method: 'POST' })).toBe(2);
    expect(await record().read(inTime())).toMatchObject({ application_id: null });
  });
});

describe('faults', () => {
  it.each(CARRIER_FAULTS)('%s', async (what, fail, code) => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER });
    fail(carrier);
    const signal = (): AbortSignal => AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
    const fault = await faultOf(record().read(signal()));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain('Vobiz');
    for (const secret of [TOKEN, AUTH_ID]) expect(everythingIn(fault)).not.toContain(secret);
  });

  it('wrong credentials are named by their labels', async () => {
    const number = provider.sync.number({ ...CREDENTIALS, auth_token: 'wrong' }, toCanonicalAddress(NUMBER));
    const fault = await faultOf(number.read(inTime()));
    expect(fault.code).toBe('provider_unauthorized');
    expect(fault.message).toContain('Check Account ID and Auth Token and save them again.');
  });

  it('an application that does not exist is refused', async () => {
    carrier.addNumber(AUTH_ID, { e164: NUMBER, applicationId: theirs });
    expect((await faultOf(record().write({ application_id: '1' }, inTime()))).code).toBe('provider_refused');
    expect(carrier.number(NUMBER).applicationId).toBe(theirs);
  });
});
