import type { CanonicalAddress } from '../../src/common/address/canonical-address.js';
import type { ProviderCredentials } from '../../src/provider-sync/contract/credentials.js';
import type { InboundWebhooks } from '../../src/provider-sync/contract/inbound-webhooks.js';
import { ProviderError, type ProviderErrorCode } from '../../src/provider-sync/contract/provider-error.js';
import type { RemoteRecord, RemoteSettings } from '../../src/provider-sync/contract/remote-settings.js';
import type { ProviderFacade } from '../../src/provider-sync/contract/telephony-provider.js';
import { CredentialsValidator } from '../../src/provider-sync/registry/credentials.validator.js';
import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';
import { giveBack } from '../../src/provider-sync/sync/give-back.js';
import type { SettingsMemory } from '../../src/provider-sync/sync/settings-memory.js';
import { takeOver, type TakeOverOutcome } from '../../src/provider-sync/sync/take-over.js';
import { type CarrierAccount, openAccount, PROVIDERS, unusedAddress } from '../support/carrier-account.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { TestApp } from '../support/test-app.js';

const WEBHOOKS: InboundWebhooks = {
  answerUrl: 'https://calls.example.com/api/v1/telephony/inbound/a-provider?a=1&b=2',
  fallbackUrl: 'https://calls.example.com/api/v1/telephony/inbound/fallback',
  statusUrl: 'https://calls.example.com/api/v1/telephony/a-provider/events',
};

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

/** A record of a carrier with the memory that is kept of it. */
interface Remembered {
  record: RemoteRecord;
  wanted: RemoteSettings;
  released: RemoteSettings;
  memory: SettingsMemory;
}

describe('a provider, at its own carrier,', () => {
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

  const registry = (): ProviderRegistry => app.app.get(ProviderRegistry, { strict: false });
  const signal = (): AbortSignal => AbortSignal.timeout(10_000);
  const settled = (account: CarrierAccount): object => account.addresses.map((address) => account.record(address));

  it('has a loopback here to be held against', () => {
    expect(
      registry()
        .all()
        .map(({ metadata }) => metadata.provider),
    ).toEqual([...PROVIDERS].sort());
  });

  describe.each(PROVIDERS)('%s', (name) => {
    let provider: ProviderFacade;

    beforeAll(() => {
      provider = registry().get(name);
    });

    const credentialsOf = (account: CarrierAccount): ProviderCredentials =>
      app.app.get(CredentialsValidator, { strict: false }).validate(name, account.credentials);

    const numberOf = (account: CarrierAccount, address = account.addresses[0] ?? ''): RemoteRecord =>
      provider.sync.number(credentialsOf(account), address as CanonicalAddress);

    /** What has to be written for the number to ring here: its application first, where there is one, then the number. */
    async function layersOf(account: CarrierAccount): Promise<Remembered[]> {
      const credentials = credentialsOf(account);
      const { application, sync } = provider;
      const nothing: SettingsMemory = { saved: null, applied: null };
      const applicationId = application
        ? (account.applicationId ??
          (await application.lifecycle?.ensure(credentials, 'dialplane-1', WEBHOOKS, signal())) ??
          null)
        : null;
      const number = {
        record: numberOf(account),
        wanted: sync.wanted(WEBHOOKS, applicationId),
        released: sync.released,
        memory: nothing,
      };
      if (!application || applicationId === null) return [number];
      const { released } = application;
      const record = application.record(credentials, applicationId);
      return [{ record, wanted: application.wanted(WEBHOOKS), released, memory: nothing }, number];
    }

    function attach(layer: Remembered): Promise<TakeOverOutcome> {
      const remember = (memory: SettingsMemory): Promise<void> => Promise.resolve(void (layer.memory = memory));
      return takeOver({ ...layer, remember, signal: signal() });
    }

    async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
      const error = await work.then(() => undefined).catch((cause: unknown) => cause);
      if (!(error instanceof ProviderError)) throw new Error(`expected a ProviderError, got ${String(error)}`);
      return error;
    }

    it('reads a number of the account, and nothing of one that is not', async () => {
      const account = openAccount(sandbox, name);
      const settings = await numberOf(account).read(signal());
      expect(settings).not.toBeNull();
      const wanted = provider.sync.wanted(WEBHOOKS, 'an-application');
      expect(Object.keys(settings ?? {})).toEqual(expect.arrayContaining(Object.keys(wanted)));
      for (const value of Object.values(settings ?? {})) expect(value === null || typeof value !== 'object').toBe(true);
      expect(await numberOf(account, unusedAddress()).read(signal())).toBeNull();
    });

    it('makes a number ring here, and gives it back as it was', async () => {
      const account = openAccount(sandbox, name, 2);
      const before = settled(account);
      const [address, neighbour] = account.addresses as [string, string];
      const layers = await layersOf(account);
      for (const layer of layers) expect(await attach(layer)).toEqual({ kind: 'ours' });
      expect(account.carrier.whoAnswers(address).url).toBe(WEBHOOKS.answerUrl);
      expect(account.carrier.whoAnswers(neighbour).url).not.toBe(WEBHOOKS.answerUrl);
      for (const layer of [...layers].reverse()) {
        expect(await giveBack({ ...layer, signal: signal() })).toEqual({ kind: 'restored' });
      }
      expect(settled(account)).toEqual(before);
      expect(account.carrier.whoAnswers(address).url).not.toBe(WEBHOOKS.answerUrl);
    });

    it('gives back what somebody else had set', async () => {
      const account = openAccount(sandbox, name);
      account.sendElsewhere(account.addresses[0] ?? '');
      const [before, answering] = [settled(account), account.carrier.whoAnswers(account.addresses[0] ?? '')];
      const layers = await layersOf(account);
      for (const layer of layers) await attach(layer);
      expect(account.carrier.whoAnswers(account.addresses[0] ?? '').url).toBe(WEBHOOKS.answerUrl);
      for (const layer of [...layers].reverse()) await giveBack({ ...layer, signal: signal() });
      expect(settled(account)).toEqual(before);
      expect(account.carrier.whoAnswers(account.addresses[0] ?? '')).toEqual(answering);
    });

    it('writes nothing that is there already', async () => {
      const account = openAccount(sandbox, name);
      const layers = await layersOf(account);
      for (const layer of layers) await attach(layer);
      const { writes } = account.carrier.counters;
      for (const layer of layers) expect(await attach(layer)).toEqual({ kind: 'ours' });
      expect(account.carrier.counters.writes).toBe(writes);
    });

    it('keeps nothing of one account when it serves another', async () => {
      const [left, right] = [openAccount(sandbox, name), openAccount(sandbox, name)];
      const [theirs = ''] = right.addresses;
      const reads = [numberOf(left), numberOf(right), numberOf(left, theirs), numberOf(right, left.addresses[0])];
      const found = await Promise.all(reads.map((record) => record.read(signal())));
      expect(found.map((settings) => settings !== null)).toEqual([true, true, false, false]);
    });

    it.each(FAULTS)('calls it by its name when the carrier %s, and tells no secret', async (what, begin, code) => {
      const account = openAccount(sandbox, name);
      begin(account);
      try {
        const record = numberOf(account);
        const reads = [() => record.read(signal())];
        // What a write answers need not be read: whether it worked is read back.
        const writes = what === UNREADABLE ? [] : [() => record.write(provider.sync.released, signal())];
        for (const work of [...reads, ...writes]) {
          const error = await failureOf(work());
          expect(error.code).toBe(code);
          expect(error.message).toContain(provider.metadata.displayName);
          for (const value of [...Object.values(account.credentials), account.id]) {
            expect(error.message).not.toContain(value.trim());
          }
        }
      } finally {
        account.carrier.clearFaults();
      }
    });

    it('makes one application, however often it is asked, and removes what it made', async () => {
      const { application } = provider;
      const lifecycle = application?.lifecycle;
      const account = openAccount(sandbox, name);
      // Credentials that name no application are enough only where one can be made.
      expect(lifecycle != null).toBe(application !== null && account.applicationId === null);
      if (!application || !lifecycle) return;
      const credentials = credentialsOf(account);
      const ensure = (applicationName: string): Promise<string> =>
        lifecycle.ensure(credentials, applicationName, WEBHOOKS, signal());
      const [first, again, other] = [
        await ensure('dialplane-7'),
        await ensure('dialplane-7'),
        await ensure('dialplane-77'),
      ];
      expect(again).toBe(first);
      expect(other).not.toBe(first);
      expect(await application.record(credentials, first).read(signal())).toMatchObject(application.wanted(WEBHOOKS));
      await lifecycle.remove(credentials, first, signal());
      await lifecycle.remove(credentials, first, signal());
      expect(await application.record(credentials, first).read(signal())).toBeNull();
      expect(await application.record(credentials, other).read(signal())).not.toBeNull();
    });

    it('lists what hangs on an application', async () => {
      const { application } = provider;
      expect(application !== null).toBe(provider.metadata.applicationIdField !== null);
      if (!application) return;
      const account = openAccount(sandbox, name, 2);
      const credentials = credentialsOf(account);
      const layers = await layersOf(account);
      const applicationId = Object.values(layers[1]?.wanted ?? {}).find((value) => typeof value === 'string') as string;
      expect(await application.dependents(credentials, applicationId, signal())).toEqual({
        addresses: [],
        isTruncated: false,
      });
      for (const layer of layers) await attach(layer);
      const dependents = await application.dependents(credentials, applicationId, signal());
      expect(dependents).toEqual({ addresses: [account.addresses[0]], isTruncated: false });
    });
  });
});
