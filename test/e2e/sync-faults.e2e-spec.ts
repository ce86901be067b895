import type { ErrorCode } from '../../src/common/errors/error-catalog.js';
import type { ApiClient } from '../support/api-client.js';
import type { CarrierAccount, ProviderName } from '../support/carrier-account.js';
import { openAccount, PROVIDERS } from '../support/carrier-account.js';
import type { LoopbackCarrier } from '../support/carriers/loopback-carrier.js';
import type { RequestMatch } from '../support/carriers/request-match.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { hurryTimeouts } from '../support/hurry.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

/** Ten seconds for a call become a quarter of one, where a carrier hangs. */
const HURRY = 40;

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;
let backToRealTime = (): void => undefined;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  api = await app.organization('Acme');
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

/** The carriers are well again. */
function heal(): void {
  backToRealTime();
  for (const provider of PROVIDERS) sandbox[provider].clearFaults();
}

afterEach(heal);

type Switch = (carrier: LoopbackCarrier, match: RequestMatch) => void;

interface FaultCase {
  name: string;
  switchOn: Switch;
  code: ErrorCode;
  /** Where a carrier's API means something else by it. */
  exceptions?: Partial<Record<`${ProviderName} ${'check' | 'write'}`, string>>;
}

/** A provider's word for a number that is not there is no fault; what a write answers, Plivo's client does not read. */
const FAULTS: readonly FaultCase[] = [
  { name: '400', switchOn: (to, match) => to.fail({ status: 400, match }), code: 'provider_refused' },
  { name: '401', switchOn: (to, match) => to.fail({ status: 401, match }), code: 'provider_unauthorized' },
  { name: '403', switchOn: (to, match) => to.fail({ status: 403, match }), code: 'provider_unauthorized' },
  {
    name: '404',
    switchOn: (to, match) => to.fail({ status: 404, match }),
    code: 'provider_refused',
    exceptions: { 'plivo check': 'not_owned_at_provider' },
  },
  { name: '409', switchOn: (to, match) => to.fail({ status: 409, match }), code: 'provider_refused' },
  {
    name: '429 with Retry-After',
    switchOn: (to, match) => to.rateLimit({ retryAfterSeconds: 60, match }),
    code: 'provider_rate_limited',
  },
  { name: '500', switchOn: (to, match) => to.fail({ status: 500, match }), code: 'provider_unreachable' },
  {
    name: 'no answer',
    switchOn: (to, match) => {
      to.hang({ match });
      backToRealTime = hurryTimeouts(HURRY);
    },
    code: 'provider_unreachable',
  },
  { name: 'a reset', switchOn: (to, match) => to.resetMidBody({ match }), code: 'provider_unreachable' },
  { name: 'half an answer', switchOn: (to, match) => to.malformedJson({ match }), code: 'provider_invalid_response' },
  {
    name: 'a page of HTML',
    switchOn: (to, match) => to.fail({ status: 200, body: '<html>', headers: { 'content-type': 'text/html' }, match }),
    code: 'provider_invalid_response',
    exceptions: { 'plivo write': 'write_not_effective' },
  },
  {
    name: 'another shape',
    switchOn: (to, match) => to.fail({ status: 200, body: { sid: 5, numbers: {}, objects: 'none' }, match }),
    code: 'provider_invalid_response',
    exceptions: { 'plivo write': 'write_not_effective' },
  },
  {
    name: 'a redirect',
    switchOn: (to, match) => to.fail({ status: 302, headers: { location: 'https://elsewhere.example/' }, match }),
    code: 'provider_invalid_response',
  },
];

const NUMBER_WRITE = { method: 'POST', path: /IncomingPhoneNumbers\/|\/Number\/|\/number\/update/ };

/** Names the provider, says something to do, and nothing that is nobody's business. */
function expectReadable(message: string, account: CarrierAccount, address: string): void {
  expect(message).toContain(account.displayName);
  expect(message).toMatch(/\b(Check|Wait|Try|Correct|Add|Copy)\b/);
  const secrets = [account.id, account.applicationId, address, address.slice(1), ...Object.values(account.credentials)];
  for (const secret of secrets) if (secret !== null) expect(message).not.toContain(secret);
  expect(message).not.toMatch(/https?:|[<{]/);
}

describe.each(PROVIDERS)('when %s answers', (provider) => {
  it.each(FAULTS)('the ownership check with $name, nothing is stored', async ({ switchOn, code, exceptions }) => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const before = account.record(address);
    const registered = await registerAccount(api, account);
    switchOn(account.carrier, { method: 'GET' });
    const body = { address, inbound_workflow_id: registered.workflowId };
    const refused = await api.post(registered.numbers, body);
    expectProblem(refused, (exceptions?.[`${provider} check`] as ErrorCode | undefined) ?? code);
    expectReadable(refused.body.detail, account, address);
    expect(refused.headers.get('retry-after')).toBe(code === 'provider_rate_limited' ? '60' : null);
    const rows = await runSql(app.database.url, 'SELECT FROM phone_numbers WHERE telephony_configuration_id = $1', [
      registered.configId,
    ]);
    expect(rows).toHaveLength(0);
    expect(account.record(address)).toEqual(before);

    heal();
    expect((await registered.add(address)).provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
  });

  it.each(FAULTS)(
    'the write with $name, the number is stored as failed and a sync repairs it',
    async ({ switchOn, code, exceptions }) => {
      const account = openAccount(sandbox, provider);
      const [address = ''] = account.addresses;
      account.sendElsewhere(address);
      const before = account.record(address);
      const registered = await registerAccount(api, account);
      switchOn(account.carrier, NUMBER_WRITE);
      const number = await registered.add(address);
      const reason = exceptions?.[`${provider} write`] ?? code;
      const failed = { ok: false, state: 'failed', reason, attempts: 1, last_attempt_at: expect.any(String) };
      expect(number).toMatchObject({ inbound_workflow_id: registered.workflowId, provider_sync: failed });
      expectReadable(number.provider_sync.message, account, address);
      const path = `${registered.numbers}/${number.id}`;
      expect((await api.get(path)).body).toMatchObject({ provider_sync: failed });

      heal();
      const synced = await api.post(`${path}/sync`);
      expect(synced).toMatchObject({
        status: 200,
        body: { provider_sync: { ok: true, state: 'in_sync', reason: null, attempts: 0 } },
      });
      expect(account.carrier.whoAnswers(address).url).toContain('https://calls.example.com/');
      expect((await api.delete(path)).status).toBe(200);
      expect(account.record(address)).toEqual(before);
    },
  );

  it.each(FAULTS.filter(({ name }) => /401|429|500|half|no answer$/.test(name)))(
    'the release with $name, the number stays, and can be released later',
    async ({ switchOn, code }) => {
      const account = openAccount(sandbox, provider);
      const [address = ''] = account.addresses;
      account.sendElsewhere(address);
      const before = account.record(address);
      const registered = await registerAccount(api, account);
      const { id } = await registered.add(address);
      const path = `${registered.numbers}/${id}`;
      switchOn(account.carrier, NUMBER_WRITE);
      const unbound = await api.put(path, { clear_inbound_workflow: true });
      expect(unbound).toMatchObject({
        status: 200,
        body: { inbound_workflow_id: null, provider_sync: { ok: false, state: 'failed', reason: code } },
      });
      heal();
      const synced = await api.post(`${path}/sync`);
      expect(synced.body.provider_sync).toMatchObject({ ok: true, state: 'detached' });
      expect(account.record(address)).toEqual(before);
    },
  );

  it('slowly, it is waited for', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    account.carrier.delay(30);
    expect((await registered.add(address)).provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
  });

  it('a read with an error in passing, it is asked again', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    account.carrier.fail({ status: 503, times: 1 });
    expect((await registered.add(address)).provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
  });
});

describe.each(['plivo', 'vonage'] as const)('when %s answers the application', (provider) => {
  it.each(FAULTS.filter(({ name }) => /403|429|500|no answer$|a reset|half/.test(name)))(
    'with $name, the number is stored as failed and a sync repairs it',
    async ({ switchOn, code }) => {
      const account = openAccount(sandbox, provider);
      const [address = ''] = account.addresses;
      const registered = await registerAccount(api, account);
      switchOn(account.carrier, { method: /POST|PUT/, path: /pplication/ });
      const number = await registered.add(address);
      expect(number.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: code });
      expectReadable(number.provider_sync.message, account, address);
      heal();
      const synced = await api.post(`${registered.numbers}/${number.id}/sync`);
      expect(synced.body.provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
      expect(account.carrier.whoAnswers(address).url).toContain('https://calls.example.com/');
    },
  );
});

describe('an application that another process holds', () => {
  it('is waited for, and then said to be busy', async () => {
    const account = openAccount(sandbox, 'vonage', 2);
    const [first = '', second = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    await registered.add(first);
    const hold = (time: string): Promise<unknown> =>
      runSql(app.database.url, `UPDATE provider_applications SET lease_until = ${time} WHERE external_id = $1`, [
        account.applicationId,
      ]);
    await hold(`now() + interval '1 hour'`);
    backToRealTime = hurryTimeouts(HURRY);
    const number = await registered.add(second);
    expect(number.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: 'application_busy' });
    heal();
    await hold(`now() + interval '0.2 seconds'`);
    const synced = await api.post(`${registered.numbers}/${number.id}/sync`);
    expect(synced.body.provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
  });
});

describe('a carrier that is down', () => {
  it('is not asked again and again, and the account of another tenant is not affected', async () => {
    const [down, up] = [openAccount(sandbox, 'twilio', 6), openAccount(sandbox, 'twilio')];
    const registered = await registerAccount(api, down);
    const healthy = await registerAccount(await app.organization('Rival'), up);
    sandbox.twilio.fail({ status: 503, match: { path: new RegExp(down.id) } });
    const answers = [];
    for (const address of down.addresses) answers.push(await api.post(registered.numbers, { address }));
    expect(answers.map(({ body }) => body.code)).toEqual(answers.map(() => 'provider_unreachable'));
    const asked = sandbox.twilio.count({ path: new RegExp(down.id) });
    expect(asked).toBeLessThan(answers.length * 3);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await healthy.add(up.addresses[0] ?? '')).provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
  });

  it('and its redirects are not followed', async () => {
    const account = openAccount(sandbox, 'twilio');
    const registered = await registerAccount(api, account);
    const trap = `${sandbox.plivo.baseUrl}/trap`;
    sandbox.twilio.fail({ status: 307, headers: { location: trap } });
    expectProblem(await api.post(registered.numbers, { address: account.addresses[0] }), 'provider_invalid_response');
    expect(sandbox.plivo.count({ path: '/trap' })).toBe(0);
  });
});
