import type { ProviderCredentials } from '../../src/provider-sync/contract/credentials.js';
import type { InventoryNumber, InventoryPage } from '../../src/provider-sync/contract/number-inventory.js';
import { ProviderError } from '../../src/provider-sync/contract/provider-error.js';
import { type CarrierAccount, openAccount, unusedAddress } from '../support/carrier-account.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { providerNames } from '../support/provider-names.js';
import { inTenSeconds, ProviderSubject, WEBHOOKS } from '../support/provider-subject.js';
import { TestApp } from '../support/test-app.js';

const NAMES = await providerNames();

/** What a number can do, in the words of the contract. */
const CAPABILITIES = ['voice', 'sms', 'mms', 'fax'];

describe('the account of a provider, at its own carrier:', () => {
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

  it('has a carrier here to be held against', async () => {
    const kits = await loadCarrierKits();
    const missing = NAMES.filter((name) => !kits.has(name)).map((name) => `test/support/carriers/${name}.kit.ts`);
    if (missing.length > 0) throw new Error(`Add ${missing.join(', ')}: each exports "kit", a CarrierKit`);
    expect([...kits.keys()]).toEqual(NAMES);
  });

  describe.each(NAMES)('%s', (name) => {
    let subject: ProviderSubject;

    beforeAll(() => {
      subject = ProviderSubject.of(app, name);
    });

    const open = (numbers = 1): CarrierAccount => openAccount(sandbox, name, numbers);

    it('offers what its metadata says it can do, and nothing else', () => {
      const { metadata, application, inventory, trunks, provisioning } = subject.provider;
      const { capabilities } = metadata;
      expect({
        applicationIdField: metadata.applicationIdField !== null,
        inventoryPageSize: capabilities.inventoryPageSize !== null,
        trunks: capabilities.trunks,
        provisioning: capabilities.provisioning,
      }).toEqual({
        applicationIdField: application !== null,
        inventoryPageSize: inventory !== null,
        trunks: trunks !== null,
        provisioning: provisioning !== null,
      });
      if (metadata.hasSecondarySecret) expect(metadata.signingSecret).not.toBeNull();
    });

    it('says of each wanted setting which link of the path it makes', () => {
      const { sync, application } = subject.provider;
      const wanted = sync.wanted(WEBHOOKS, 'an-application');
      expect(Object.keys(sync.links).sort()).toEqual(Object.keys(wanted).sort());
      if (application) {
        expect(Object.keys(application.links).sort()).toEqual(Object.keys(application.wanted(WEBHOOKS)).sort());
      }
      const links = [...Object.values(sync.links), ...Object.values(application?.links ?? {})];
      expect(links.includes('webhook_is_ours')).toBe(subject.bindsBySettings);
      expect(links.includes('number_bound_to_application')).toBe(application !== null);
    });

    describe('inventory', () => {
      async function everything(account: CarrierAccount): Promise<InventoryNumber[]> {
        const credentials = await subject.credentialsOf(account);
        account.carrier.forgetRequests();
        const numbers: InventoryNumber[] = [];
        let next: string | null = null;
        do {
          const page: InventoryPage | undefined = await subject.provider.inventory?.page(
            credentials,
            next,
            inTenSeconds(),
          );
          numbers.push(...(page?.numbers ?? []));
          next = page?.nextPage ?? null;
        } while (next !== null);
        return numbers;
      }

      it('pages through every number exactly once, with as few requests as the carrier allows', async () => {
        const size = subject.provider.metadata.capabilities.inventoryPageSize;
        if (size === null) return;
        for (const count of [size, size + 1]) {
          const account = open(count);
          const addresses = (await everything(account)).map(({ address }) => address);
          expect(addresses.sort()).toEqual([...account.addresses].sort());
          expect(account.carrier.counters.total).toBeLessThanOrEqual(Math.ceil(count / size));
          expect(account.carrier.counters.writes).toBe(0);
        }
      });

      it('shows of a number what a read of it shows', async () => {
        if (!subject.provider.inventory) return;
        const account = open(3);
        account.sendElsewhere(account.addresses[1] ?? '');
        const numbers = await everything(account);
        expect(numbers).toHaveLength(3);
        for (const { address, settings, capabilities, countryCode } of numbers) {
          expect(settings).toEqual(await (await subject.numberOf(account, address)).read(inTenSeconds()));
          expect(CAPABILITIES).toEqual(expect.arrayContaining([...capabilities]));
          expect(countryCode ?? 'US').toBe('US');
        }
      });
    });

    describe('credential check', () => {
      const check = (credentials: ProviderCredentials) => subject.checkCredentials(credentials);

      it('finds nothing wrong with an account that works, and changes nothing there', async () => {
        const account = open();
        const credentials = await subject.credentialsOf(account);
        const { writes } = account.carrier.counters;
        expect(await check(credentials)).toEqual([]);
        expect(account.carrier.counters.writes).toBe(writes);
      });

      it('calls it unauthorized when the sign-in is refused, and tells no secret', async () => {
        if (!subject.provider.credentialCheck) return;
        const credentials = await subject.credentialsOf(open());
        const passwords = subject.provider.metadata.fields.filter(({ type }) => type === 'password');
        const wrong = Object.fromEntries(passwords.map((field) => [field.name, 'a-wrong-secret']));
        const error: unknown = await check({ ...credentials, ...wrong }).catch((cause: unknown) => cause);
        expect(error).toBeInstanceOf(ProviderError);
        expect((error as ProviderError).code).toBe('provider_unauthorized');
        expect((error as ProviderError).message).not.toContain('a-wrong-secret');
      });

      /** An application that this account does not have: one that is gone, or one of another account. */
      async function missingApplication(account: CarrierAccount): Promise<string> {
        const lifecycle = subject.provider.application?.lifecycle;
        if (!lifecycle) return open().applicationId ?? '';
        const id = (await subject.applicationIdOf(account)) ?? '';
        await lifecycle.remove(await subject.credentialsOf(account), id, inTenSeconds());
        return id;
      }

      it('names the field of an application that is not there', async () => {
        const field = subject.provider.metadata.applicationIdField;
        if (!subject.provider.credentialCheck || field === null) return;
        const account = open();
        const id = await missingApplication(account);
        const faults = await check({ ...(await subject.credentialsOf(account)), [field]: id });
        expect(faults.map((fault) => fault.field)).toEqual([field]);
        expect(faults[0]?.detail).toMatch(/[.]$/);
        expect(faults[0]?.detail).not.toContain(id);
      });
    });

    it('makes a number once, however often it is asked, and removes what it made', async () => {
      const { provisioning } = subject.provider;
      if (!provisioning) return;
      const account = open();
      const credentials = await subject.credentialsOf(account);
      const applicationId = (await subject.applicationIdOf(account)) ?? '';
      const address = unusedAddress() as Parameters<typeof provisioning.create>[1];
      const listed = (): number => account.carrier.listNumbers().filter((number) => number === address).length;
      await provisioning.create(credentials, address, applicationId, inTenSeconds());
      await provisioning.create(credentials, address, applicationId, inTenSeconds());
      expect(listed()).toBe(1);
      await provisioning.remove(credentials, address, inTenSeconds());
      await provisioning.remove(credentials, address, inTenSeconds());
      expect(listed()).toBe(0);
    });
  });
});
