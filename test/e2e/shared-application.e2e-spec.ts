import type { ApiClient } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { VobizLoopback } from '../support/carriers/vobiz-loopback.js';
import { endOfAccepted } from '../support/job.js';
import { CONFIGS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const THEIR_URL = 'https://ivr.example.net/answer';
const IN_SYNC = { ok: true, state: 'in_sync', reason: null };
const CONFLICT = { ok: false, state: 'failed', reason: 'shared_application_conflict' };

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  api = await app.organization('Acme');
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

afterEach(() => {
  sandbox.plivo.clearFaults();
  sandbox.vonage.clearFaults();
});

/** An account whose credentials name an application that answers somewhere else. */
interface SharedAccount extends CarrierAccount {
  readonly applicationId: string;
  /** Links numbers to the application, at the carrier. */
  link(...addresses: readonly string[]): void;
  application(): object;
  /** Somebody gives the application another URL. */
  repoint(url: string): void;
}

function openPlivo(numbers: number): SharedAccount {
  const account = openAccount(sandbox, 'plivo', numbers);
  const { app_id: applicationId } = sandbox.plivo.addApplication(account.id, {
    app_name: 'ivr',
    answer_url: THEIR_URL,
    answer_method: 'GET',
    fallback_answer_url: 'https://ivr.example.net/down',
    hangup_url: 'https://ivr.example.net/hangup',
  });
  return {
    ...account,
    applicationId,
    credentials: { ...account.credentials, application_id: applicationId },
    link: (...addresses) => {
      for (const address of addresses) sandbox.plivo.editNumber(address, { appId: applicationId });
    },
    application: () => sandbox.plivo.application(account.id, applicationId),
    repoint: (url) => sandbox.plivo.editApplication(account.id, applicationId, { answer_url: url }),
  };
}

function openVonage(numbers: number): SharedAccount {
  const account = openAccount(sandbox, 'vonage', numbers);
  const applicationId = account.applicationId ?? '';
  const repoint = (url: string): void =>
    sandbox.vonage.editApplication(account.id, applicationId, {
      capabilities: {
        voice: { signed_callbacks: true, webhooks: { answer_url: { address: url, http_method: 'GET' } } },
      },
    });
  repoint(THEIR_URL);
  return {
    ...account,
    applicationId,
    link: (...addresses) => {
      for (const address of addresses) {
        sandbox.vonage.editNumber(address, (number) => ({ ...number, app_id: applicationId }));
      }
    },
    application: () => sandbox.vonage.application(account.id, applicationId),
    repoint,
  };
}

describe.each([
  ['plivo', openPlivo],
  ['vonage', openVonage],
] as const)('an application of %s that the user names', (provider, open) => {
  const urlOf = (account: CarrierAccount, address: string): string | undefined =>
    account.carrier.whoAnswers(address).url;
  const ourUrl = `https://calls.example.com/api/v1/telephony/inbound/${provider}`;

  it('is not pointed here while other numbers hang on it, unless that is confirmed', async () => {
    const account = open(3);
    const [address = '', ...others] = account.addresses;
    account.link(...others);
    const before = { application: account.application(), number: account.record(address) };
    const registered = await registerAccount(api, account);
    account.carrier.forgetRequests();
    const number = await registered.add(address);
    expect(number.provider_sync).toMatchObject(CONFLICT);
    expect(number.provider_sync.message).toContain('2 other numbers at the carrier');
    expect(number.provider_sync.message).toContain('confirm_shared=true');
    for (const other of [...others, account.id, account.applicationId]) {
      expect(number.provider_sync.message).not.toContain(other);
    }
    expect(account.carrier.counters.writes).toBe(0);

    const path = `${registered.numbers}/${number.id}`;
    expect((await api.post(`${path}/sync`)).body.provider_sync).toMatchObject(CONFLICT);
    const confirmed = await api.post(`${path}/sync?confirm_shared=true`);
    expect(confirmed.body.provider_sync).toMatchObject(IN_SYNC);
    expect(account.addresses.map((each) => urlOf(account, each))).toEqual([ourUrl, ourUrl, ourUrl]);
    expect((await api.post(`${path}/sync`)).body.provider_sync).toMatchObject(IN_SYNC);

    expect((await api.delete(path)).body.provider_sync).toMatchObject({ ok: true, state: 'detached' });
    expect({ application: account.application(), number: account.record(address) }).toEqual(before);
    expect(others.map((each) => urlOf(account, each))).toEqual([THEIR_URL, THEIR_URL]);
  });

  it('can be confirmed when a number is registered or bound', async () => {
    const account = open(3);
    const [first = '', second = '', other = ''] = account.addresses;
    account.link(other);
    const registered = await registerAccount(api, account);
    const number = await registered.add(first, { query: '?confirm_shared=true' });
    expect(number.provider_sync).toMatchObject(IN_SYNC);
    expect((await api.delete(`${registered.numbers}/${number.id}`)).status).toBe(200);

    const { id } = await registered.add(second, { bound: false });
    const path = `${registered.numbers}/${id}`;
    const bind = { inbound_workflow_id: registered.workflowId };
    const refused = await api.put(path, bind);
    expect(refused.body.provider_sync).toMatchObject(CONFLICT);
    expect(refused.body.provider_sync.message).toContain('1 other number at the carrier');
    expect((await api.put(path, { clear_inbound_workflow: true })).body.provider_sync.ok).toBe(true);
    expect((await api.put(`${path}?confirm_shared=true`, bind)).body.provider_sync).toMatchObject(IN_SYNC);
    // What was confirmed for one binding is not confirmed for the next.
    expect((await api.put(path, { clear_inbound_workflow: true })).body.provider_sync.state).toBe('detached');
    expect((await api.patch(path, bind)).body.provider_sync).toMatchObject(CONFLICT);
    await api.delete(path);
  });

  it('counts every page of numbers, and not the number itself', async () => {
    const count = provider === 'plivo' ? 43 : 143;
    const account = open(count + 1);
    account.link(...account.addresses);
    const registered = await registerAccount(api, account);
    const number = await registered.add(account.addresses[7] ?? '');
    expect(number.provider_sync.message).toContain(`${count} other numbers at the carrier`);
  });

  it('is pointed here when only the number itself, and numbers that are bound here, hang on it', async () => {
    const account = open(2);
    const [first = '', second = ''] = account.addresses;
    account.link(first);
    const registered = await registerAccount(api, account);
    expect((await registered.add(first)).provider_sync).toMatchObject(IN_SYNC);
    expect((await registered.add(second)).provider_sync).toMatchObject(IN_SYNC);
    account.repoint('https://somebody.example.net/else');
    const [{ id }] = (await api.get(registered.numbers)).body.phone_numbers;
    const synced = await api.post(`${registered.numbers}/${id}/sync`);
    expect(synced.body.provider_sync).toMatchObject(IN_SYNC);
    expect([urlOf(account, first), urlOf(account, second)]).toEqual([ourUrl, ourUrl]);
  });

  it('counts numbers that are registered here and not bound', async () => {
    const account = open(2);
    const [first = '', second = ''] = account.addresses;
    account.link(first, second);
    const registered = await registerAccount(api, account);
    await registered.add(first, { bound: false });
    expect((await registered.add(second)).provider_sync).toMatchObject(CONFLICT);
  });

  it('is not pointed here while another organization has a configuration of it, whose name stays its own', async () => {
    const account = open(2);
    const [address = '', other = ''] = account.addresses;
    const rival = await app.organization('Rival Corporation');
    await registerAccount(rival, account);
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    expect(number.provider_sync).toMatchObject(CONFLICT);
    expect(number.provider_sync.message).toContain('1 configuration of other organizations');
    expect(number.provider_sync.message).not.toMatch(/Rival|other number/);

    account.link(other);
    const synced = await api.post(`${registered.numbers}/${number.id}/sync`);
    expect(synced.body.provider_sync.message).toContain(
      '1 other number at the carrier and 1 configuration of other organizations',
    );
    const confirmed = await api.post(`${registered.numbers}/${number.id}/sync?confirm_shared=true`);
    expect(confirmed.body.provider_sync).toMatchObject(IN_SYNC);
  });

  it('is no conflict between configurations once it points here, and is given back by the last number', async () => {
    const account = open(3);
    const [first = '', second = '', third = ''] = account.addresses;
    const before = { application: account.application(), numbers: account.addresses.map(account.record) };
    const rival = await app.organization('Rival');
    const mine = await registerAccount(api, account);
    const one = await mine.add(first);
    const sibling = await registerAccount(api, account);
    const two = await sibling.add(second);
    const theirs = await registerAccount(rival, account);
    const three = await theirs.add(third);
    expect([one, two, three].map(({ provider_sync }) => provider_sync.state)).toEqual([
      'in_sync',
      'in_sync',
      'in_sync',
    ]);

    const unbound = await api.put(`${mine.numbers}/${one.id}`, { clear_inbound_workflow: true });
    expect(unbound.body.provider_sync.state).toBe('detached');
    expect((await api.delete(`${sibling.numbers}/${two.id}`)).status).toBe(200);
    expect(urlOf(account, third)).toBe(ourUrl);
    expect((await rival.delete(`${theirs.numbers}/${three.id}`)).status).toBe(200);
    expect({ application: account.application(), numbers: account.addresses.map(account.record) }).toEqual(before);
  });

  it('keeps on release the URL that somebody has given it since', async () => {
    const account = open(1);
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    account.repoint('https://somebody.example.net/else');
    expect((await api.delete(`${registered.numbers}/${number.id}`)).status).toBe(200);
    const left = JSON.stringify(account.application());
    expect(left).toContain('https://somebody.example.net/else');
    // What nobody but us can have put there goes.
    expect(left).not.toContain('calls.example.com');
  });

  describe.each(['unbound', 'deleted'])('is given back when a number is %s', (how) => {
    it.each([
      ['the carrier did not show the number', { method: 'GET', path: /Number\/|numbers/ }, 'provider_unauthorized'],
      ['the carrier refused the number', { method: 'POST', path: /Number\/|number\// }, 'provider_unauthorized'],
      ['the number has left the account', null, 'not_owned_at_provider'],
    ])('that it was pointed here for in vain, because %s', async (_why, fault, reason) => {
      const account = open(1);
      const [address = ''] = account.addresses;
      const before = account.application();
      const registered = await registerAccount(api, account);
      const { id } = await registered.add(address, { bound: false });
      const path = `${registered.numbers}/${id}`;
      if (fault === null) account.remove(address);
      const stop = account.carrier.onRequest({ method: /POST|PUT/, path: /pplication/ }, () => {
        stop();
        if (fault !== null) account.carrier.fail({ status: 403, match: fault });
      });
      const bound = await api.put(path, { inbound_workflow_id: registered.workflowId });
      expect(bound.body.provider_sync).toMatchObject({ ok: false, state: 'failed', reason });
      expect(account.application()).not.toEqual(before);
      account.carrier.clearFaults();
      const released =
        how === 'deleted' ? await api.delete(path) : await api.patch(path, { inbound_workflow_id: null });
      expect(released.status).toBe(200);
      expect(account.application()).toEqual(before);
    });
  });

  it('keeps the number and says so when it cannot be given back', async () => {
    const account = open(1);
    const [address = ''] = account.addresses;
    const before = { application: account.application(), number: account.record(address) };
    const registered = await registerAccount(api, account);
    const { id } = await registered.add(address);
    const path = `${registered.numbers}/${id}`;
    account.carrier.fail({ status: 403, match: { method: /POST|PUT/, path: /pplication/ } });
    expect((await api.delete(path)).status).toBe(502);
    account.carrier.clearFaults();
    expect((await api.delete(path)).status).toBe(200);
    expect({ application: account.application(), number: account.record(address) }).toEqual(before);
  });
});

describe('an application that Dialplane would make on Plivo', () => {
  it('is not taken from another installation on the same account, whose configuration has the same id', async () => {
    const account = openAccount(sandbox, 'plivo', 2);
    const [mine = '', theirs = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    sandbox.plivo.addApplication(account.id, {
      app_name: `dialplane-${registered.configId}`,
      answer_url: 'https://other.example.net/api/v1/telephony/inbound/plivo',
    });
    const before = sandbox.plivo.applications(account.id);
    sandbox.plivo.editNumber(theirs, { appId: before[0]?.app_id ?? null });
    const number = await registered.add(mine);
    expect(number.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: 'application_name_taken' });
    expect(number.provider_sync.message).toContain(`dialplane-${registered.configId}`);
    expect(sandbox.plivo.applications(account.id)).toEqual(before);

    sandbox.plivo.editApplication(account.id, before[0]?.app_id ?? '', { app_name: 'renamed' });
    const synced = await api.post(`${registered.numbers}/${number.id}/sync`);
    expect(synced.body.provider_sync).toMatchObject(IN_SYNC);
    const deleted = await api.delete(`${CONFIGS}/${registered.configId}?force=true`);
    expect((await endOfAccepted(api, deleted)).state).toBe('succeeded');
    expect(sandbox.plivo.applications(account.id)).toMatchObject([{ app_name: 'renamed' }]);
  });
});

describe('an application of an account with more numbers than are read', () => {
  it('is not pointed here unless that is confirmed, although no other number is seen on it', async () => {
    const account = openAccount(sandbox, 'vobiz');
    const vobiz = sandbox.carriers['vobiz']?.carrier;
    if (!(vobiz instanceof VobizLoopback)) throw new Error('The sandbox has no Vobiz');
    const { app_id: applicationId } = vobiz.addApplication(account.id, { app_name: 'ivr', answer_url: THEIR_URL });
    for (let n = 0; n < 5_000; n += 1) vobiz.addNumber(account.id, { e164: `+9180${String(n).padStart(8, '0')}` });
    const before = vobiz.application(account.id, applicationId);
    const registered = await registerAccount(api, account, { application_id: applicationId });
    const number = await registered.add(account.addresses[0] ?? '');
    expect(number.provider_sync).toMatchObject(CONFLICT);
    expect(number.provider_sync.message).toContain('more numbers than can be read');
    expect(number.provider_sync.message).toContain('confirm_shared=true');
    expect(vobiz.application(account.id, applicationId)).toEqual(before);
    const confirmed = await api.post(`${registered.numbers}/${number.id}/sync?confirm_shared=true`);
    expect(confirmed.body.provider_sync).toMatchObject(IN_SYNC);
  });
});
