import { ProviderError, type ProviderErrorCode } from '../../src/provider-sync/contract/provider-error.js';
import { differingFields, pick } from '../../src/provider-sync/sync/settings-difference.js';
import { type CarrierAccount, openAccount, unusedAddress } from '../support/carrier-account.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { providerNames } from '../support/provider-names.js';
import {
  attach,
  inTenSeconds,
  ProviderSubject,
  release,
  type Remembered,
  WEBHOOKS,
} from '../support/provider-subject.js';
import { TestApp } from '../support/test-app.js';

const UNREADABLE = 'answers something else';

/** What a carrier can do wrong, and what it must be called; time-outs and retries are the matter of the shared client. */
const FAULTS: readonly [what: string, begin: (account: CarrierAccount) => void, code: ProviderErrorCode][] = [
  ['refuses the credentials', ({ carrier }) => carrier.fail({ status: 401 }), 'provider_unauthorized'],
  ['forbids the request', ({ carrier }) => carrier.fail({ status: 403 }), 'provider_unauthorized'],
  ['refuses the request', ({ carrier }) => carrier.fail({ status: 400 }), 'provider_refused'],
  ['limits requests', ({ carrier }) => carrier.rateLimit({ retryAfterSeconds: 60 }), 'provider_rate_limited'],
  ['stops in the middle', ({ carrier }) => carrier.malformedJson(), 'provider_invalid_response'],
  [UNREADABLE, ({ carrier }) => carrier.fail({ status: 200, body: ['what?'] }), 'provider_invalid_response'],
];

/** Shorter values, such as the name of a region, may well be words of a message. */
const SHORTEST_SECRET = 6;

async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(() => undefined).catch((cause: unknown) => cause);
  if (!(error instanceof ProviderError)) throw new Error(`expected a ProviderError, got ${String(error)}`);
  return error;
}

const NAMES = await providerNames();

describe('the settings of a provider, at its own carrier:', () => {
  let sandbox: Sandbox;
  let app: TestApp;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  const settled = (account: CarrierAccount): object => account.addresses.map((address) => account.record(address));

  describe.each(NAMES)('%s', (name) => {
    let subject: ProviderSubject;

    beforeAll(() => {
      subject = ProviderSubject.of(app, name);
    });

    const open = (numbers = 1): CarrierAccount => openAccount(sandbox, name, numbers);

    it('reads a number of the account, and nothing of one that is not', async () => {
      const account = open();
      const settings = await (await subject.numberOf(account)).read(inTenSeconds());
      expect(settings).not.toBeNull();
      const wanted = subject.provider.sync.wanted(WEBHOOKS, 'an-application');
      expect(Object.keys(settings ?? {})).toEqual(expect.arrayContaining(Object.keys(wanted)));
      for (const value of Object.values(settings ?? {})) expect(value === null || typeof value !== 'object').toBe(true);
      if (!subject.bindsBySettings) return;
      expect(await (await subject.numberOf(account, unusedAddress())).read(inTenSeconds())).toBeNull();
    });

    it('makes a number ring here, and gives it back as it was', async () => {
      if (!subject.bindsBySettings) return;
      const account = open(2);
      const before = settled(account);
      const [address, neighbour] = account.addresses as [string, string];
      const layers = await subject.layersOf(account);
      for (const layer of layers) {
        expect(await attach(layer)).toMatchObject({ kind: 'ours', present: layer.wanted });
        expect(await layer.record.read(inTenSeconds())).toMatchObject(layer.wanted);
      }
      expect(account.carrier.whoAnswers(address).url).toBe(WEBHOOKS.answerUrl);
      expect(account.carrier.whoAnswers(neighbour).url).not.toBe(WEBHOOKS.answerUrl);
      expect(new Set(await release(layers))).toEqual(new Set(['restored']));
      expect(settled(account)).toEqual(before);
      expect(account.carrier.whoAnswers(address).url).not.toBe(WEBHOOKS.answerUrl);
    });

    it('gives back what somebody else had set', async () => {
      if (!subject.bindsBySettings) return;
      const account = open();
      const [address = ''] = account.addresses;
      account.sendElsewhere(address);
      const [before, answering] = [settled(account), account.carrier.whoAnswers(address)];
      const layers = await subject.layersOf(account);
      for (const layer of layers) await attach(layer);
      expect(account.carrier.whoAnswers(address).url).toBe(WEBHOOKS.answerUrl);
      await release(layers);
      expect(settled(account)).toEqual(before);
      expect(account.carrier.whoAnswers(address)).toEqual(answering);
    });

    it('leaves alone what somebody else has set since, and takes away what is ours beside it', async () => {
      if (!subject.bindsBySettings) return;
      const account = open();
      const [address = ''] = account.addresses;
      const layers = await subject.layersOf(account);
      for (const layer of layers) await attach(layer);
      account.sendElsewhere(address);
      const [number] = layers.slice(-1) as [Remembered];
      const theirs = (await number.record.read(inTenSeconds())) ?? {};
      const changed = differingFields(number.wanted, theirs);
      expect(changed.length).toBeGreaterThan(0);
      const { kind, id, url } = account.carrier.whoAnswers(address);
      expect(await release([number])).toEqual(['left_alone']);
      const after = (await number.record.read(inTenSeconds())) ?? {};
      expect(pick(after, changed)).toEqual(pick(theirs, changed));
      expect(account.carrier.whoAnswers(address)).toMatchObject({ kind, ...(id && { id }), ...(url && { url }) });
      expect(Object.values(after)).not.toContain(WEBHOOKS.answerUrl);
      expect(Object.values(after)).not.toContain(WEBHOOKS.fallbackUrl);
    });

    it('writes nothing that is there already', async () => {
      if (!subject.bindsBySettings) return;
      const account = open();
      const layers = await subject.layersOf(account);
      for (const layer of layers) await attach(layer);
      const { writes } = account.carrier.counters;
      for (const layer of layers) expect(await attach(layer)).toMatchObject({ kind: 'ours' });
      expect(account.carrier.counters.writes).toBe(writes);
    });

    it('keeps nothing of one account when it serves another', async () => {
      if (!subject.bindsBySettings) return;
      const [left, right] = [open(), open()];
      const records = await Promise.all([
        subject.numberOf(left),
        subject.numberOf(right),
        subject.numberOf(left, right.addresses[0]),
        subject.numberOf(right, left.addresses[0]),
      ]);
      const found = await Promise.all(records.map((record) => record.read(inTenSeconds())));
      expect(found.map((settings) => settings !== null)).toEqual([true, true, false, false]);
    });

    it.each(FAULTS)('calls it by its name when the carrier %s, and tells no secret', async (what, begin, code) => {
      const account = open();
      const record = await subject.numberOf(account);
      const credentials = await subject.credentialsOf(account);
      begin(account);
      try {
        // A PBX says of a number only whether our connection is up, so it is asked for itself.
        const read = (): Promise<unknown> =>
          subject.bindsBySettings ? record.read(inTenSeconds()) : subject.checkCredentials(credentials);
        // What a write answers need not be read: whether it worked is read back.
        const isWritten = subject.bindsBySettings && what !== UNREADABLE;
        const writes = isWritten ? [() => record.write(subject.provider.sync.released, inTenSeconds())] : [];
        for (const work of [read, ...writes]) {
          const error = await failureOf(work());
          expect(error.code).toBe(code);
          expect(error.message).toContain(subject.provider.metadata.displayName);
          for (const value of [...Object.values(account.credentials), account.id]) {
            if (value.length >= SHORTEST_SECRET) expect(error.message).not.toContain(value.trim());
          }
        }
      } finally {
        account.carrier.clearFaults();
      }
    });

    it('makes one application, however often it is asked, and removes what it made', async () => {
      const { application } = subject.provider;
      const lifecycle = application?.lifecycle;
      const account = open();
      // Credentials that name no application are enough only where one can be made.
      expect(lifecycle != null).toBe(application !== null && account.applicationId === null);
      if (!application || !lifecycle) return;
      const credentials = await subject.credentialsOf(account);
      const ensure = (applicationName: string): Promise<string> =>
        lifecycle.ensure(credentials, applicationName, WEBHOOKS, inTenSeconds());
      const [first, again] = [await ensure('dialplane-7'), await ensure('dialplane-7')];
      const other = await ensure('dialplane-77');
      expect(again).toBe(first);
      expect(other).not.toBe(first);
      const read = (id: string) => application.record(credentials, id).read(inTenSeconds());
      expect(await read(first)).toMatchObject(application.wanted(WEBHOOKS));
      await lifecycle.remove(credentials, first, inTenSeconds());
      await lifecycle.remove(credentials, first, inTenSeconds());
      expect(await read(first)).toBeNull();
      expect(await read(other)).not.toBeNull();
    });

    it('lists what hangs on an application', async () => {
      const { application } = subject.provider;
      if (!application) return;
      const account = open(2);
      const credentials = await subject.credentialsOf(account);
      const layers = await subject.layersOf(account);
      const applicationId = (await subject.applicationIdOf(account)) ?? '';
      const dependents = () => application.dependents(credentials, applicationId, inTenSeconds());
      expect(await dependents()).toEqual({ addresses: [], isTruncated: false });
      for (const layer of layers) await attach(layer);
      expect(await dependents()).toEqual({ addresses: [account.addresses[0]], isTruncated: false });
    });
  });
});
