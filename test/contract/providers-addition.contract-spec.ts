import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PROVIDERS_FOLDER } from '../../src/provider-sync/registry/load-provider-modules.js';
import { unusedAddress } from '../support/carrier-account.js';
import type { CarrierKit, StartedCarrier } from '../support/carriers/carrier-kit.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { ring } from '../support/carriers/ring.js';
import { deliver } from '../support/deliver.js';
import { CONFIGS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { providerNames } from '../support/provider-names.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

/** A folder with one provider in it, that nothing else in the repository names. */
const FIXTURES = 'test/fixtures/providers';

describe('adding a provider is adding a folder:', () => {
  let kit: CarrierKit;
  let started: StartedCarrier;
  let app: TestApp;

  beforeAll(async () => {
    const loaded = (await loadCarrierKits(join(FIXTURES, 'acme'))).get('acme');
    if (!loaded) throw new Error('acme has no kit');
    kit = loaded;
    started = await kit.start();
    app = await TestApp.start({
      carrierBaseUrls: started.env,
      providerFolders: [PROVIDERS_FOLDER, join(process.cwd(), FIXTURES)],
    });
  });

  afterAll(async () => {
    await app.stop();
    await started.carrier.close();
  });

  it('it consists of the same files as ours', async () => {
    const folders = await Promise.all(
      ['twilio', 'vonage', 'plivo'].map(async (name) => {
        const files = await readdir(join(PROVIDERS_FOLDER, name));
        return new Set(files.map((file) => file.replace(`${name}.`, 'acme.')));
      }),
    );
    const [first = new Set<string>(), ...others] = folders;
    const common = [...first].filter(
      (file) => others.every((folder) => folder.has(file)) && !file.endsWith('.spec.ts'),
    );
    expect(common.length).toBeGreaterThan(8);
    expect(await readdir(join(FIXTURES, 'acme'))).toEqual(expect.arrayContaining(common));
  });

  it('its metadata is shown beside that of the others', async () => {
    const { body } = await app.root.get('/api/v1/organizations/telephony-providers/metadata');
    const providers = (body as { providers: { provider: string; fields: { name: string }[] }[] }).providers;
    expect(providers.map(({ provider }) => provider)).toEqual([...(await providerNames()), 'acme'].sort());
    const acme = providers.find(({ provider }) => provider === 'acme');
    expect(acme?.fields.map(({ name }) => name)).toEqual(['account', 'api_token']);
  });

  it('its form is one of the union in the OpenAPI document', () => {
    const schemas = (app.document.components?.schemas ?? {}) as Record<string, Record<string, unknown>>;
    expect(JSON.stringify(schemas['TelephonyProviderConfig'])).toContain('#/components/schemas/AcmeConfig');
    expect(schemas['AcmeConfig']).toMatchObject({ required: ['provider', 'account', 'api_token'] });
  });

  it('its credentials are validated by its own class, and masked', async () => {
    const wrong = await app.root.post(CONFIGS, { name: 'W', config: { provider: 'acme', account: 'A 1' } });
    expectProblem(wrong, 'validation_failed');
    const pointers = (wrong.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual(['/config/account', '/config/api_token']);
    const { credentials } = started.openAccount([]);
    const created = await app.root.post(CONFIGS, { name: 'Right', config: { provider: 'acme', ...credentials } });
    expect(created.status).toBe(201);
    expect(JSON.stringify(created.body)).not.toContain(credentials['api_token']);
  });

  it('a number is checked, attached, rung and given back through it', async () => {
    const account = started.openAccount([unusedAddress()]);
    const [address = ''] = account.addresses;
    const before = account.record(address);
    const registered = await registerAccount(app.root, account);
    const strange = await app.root.post(registered.numbers, { address: unusedAddress() });
    expectProblem(strange, 'not_owned_at_provider');
    const number = await registered.add(address);
    expect(number.provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
    expect(account.carrier.whoAnswers(address).url).toBe('https://calls.example.com/api/v1/telephony/inbound/acme');
    const { inbound } = kit;
    const ringing =
      inbound &&
      (await ring({ inbound, account, to: address, from: '+14155550100' }, (webhook) => deliver(app, webhook)));
    expect(ringing?.experience).toMatchObject({ type: 'say', text: 'Hello' });
    const released = await app.root.delete(`${registered.numbers}/${number.id}`);
    expect(released.status).toBe(200);
    expect(account.record(address)).toEqual(before);
  });
});
