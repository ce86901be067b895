import { createTenant } from '../factories/organization.factory.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { accountSid, createConfig } from '../factories/telephony-config.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { snapshotOf } from '../support/database-snapshot.js';
import { CONFIGS, numbersOf, PHONE_NUMBERS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';

type Row = { id: number; [field: string]: unknown };

describe('phone numbers', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let api: ApiClient;
  let account: CarrierAccount;
  /** A configuration of an account that the sandbox knows. */
  let configId: number;
  let workflow: { id: number; name: string };

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    ({ api } = await createTenant(app, 'Acme'));
    account = openAccount(sandbox, 'twilio', 6);
    configId = (await createConfig(api, { name: 'The account', config: account.credentials })).id;
    workflow = await createWorkflow(api, { name: 'Support agent' });
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  const at = (id: number): string => `${numbersOf(configId)}/${id}`;
  const show = async (id: number): Promise<Row> => (await api.get(at(id))).body;
  const create = (fields: object = {}): Promise<Row> => createNumber(api, configId, fields);
  const ownAddress = (index: number): string => account.addresses[index] ?? '';

  describe('registration', () => {
    it('answers with every field, and so does every reader', async () => {
      const address = ownAddress(0);
      const typed = ` ${address.slice(0, 2)} (${address.slice(2, 5)}) ${address.slice(5, 8)}-${address.slice(8)} `;
      const fields = {
        label: ' Front   desk ',
        inbound_workflow_id: workflow.id,
        is_default_caller_id: true,
        extra_metadata: { team: ['a', 1, null] },
      };
      const answer = await api.post(numbersOf(configId), { address: typed, ...fields });
      expect(answer.body).toEqual({
        id: expect.any(Number),
        telephony_configuration_id: configId,
        address: typed,
        address_normalized: address,
        address_type: 'pstn',
        country_code: 'US',
        label: 'Front desk',
        inbound_workflow_id: workflow.id,
        inbound_workflow_name: 'Support agent',
        telephony_trunk_id: null,
        is_active: true,
        is_default_caller_id: true,
        extra_metadata: { team: ['a', 1, null] },
        created_at: expect.any(String),
        updated_at: expect.any(String),
        version: 1,
        provider_sync: {
          ok: true,
          state: 'in_sync',
          reason: null,
          message: expect.any(String),
          attempts: 0,
          last_attempt_at: expect.any(String),
          next_attempt_at: null,
          drift: null,
        },
      });
      const { id } = answer.body;
      expect(await show(id)).toEqual(answer.body);
      expect((await api.get(`${numbersOf(configId)}?q=${encodeURIComponent(address)}`)).body.phone_numbers).toEqual([
        answer.body,
      ]);
      expect((await api.get(`${PHONE_NUMBERS}?q=${encodeURIComponent(address)}`)).body.phone_numbers).toEqual([
        answer.body,
      ]);
      expect((await api.get(`${PHONE_NUMBERS}/by-address/${encodeURIComponent(address)}`)).body.phone_numbers).toEqual([
        answer.body,
      ]);
    });

    it('without a workflow leaves the carrier as it is', async () => {
      const address = ownAddress(1);
      const before = account.record(address);
      const answer = await api.post(numbersOf(configId), { address, is_active: false });
      expect(answer.body).toMatchObject({
        label: null,
        inbound_workflow_id: null,
        inbound_workflow_name: null,
        is_active: false,
        is_default_caller_id: false,
        extra_metadata: {},
        provider_sync: { ok: true, state: 'not_applicable', reason: null },
      });
      expect(account.record(address)).toEqual(before);
    });

    it('takes null for "none" where there can be none', async () => {
      const fields = {
        label: null,
        country_code: null,
        inbound_workflow_id: null,
        telephony_trunk_id: null,
        extra_metadata: null,
      };
      expect(await create({ ...fields, is_default_caller_id: null })).toMatchObject({
        label: null,
        country_code: 'US',
        inbound_workflow_id: null,
        is_default_caller_id: false,
        extra_metadata: {},
      });
    });

    it('reads a national number with its country, and keeps the country of the number', async () => {
      const national = await create({ address: '020 7946 0991', country_code: 'gb' });
      expect(national).toMatchObject({
        address: '020 7946 0991',
        address_normalized: '+442079460991',
        country_code: 'GB',
      });
      const international = await create({ address: '+442079460992', country_code: 'US' });
      expect(international).toMatchObject({ address_normalized: '+442079460992', country_code: 'GB' });
      // Some calling codes are shared: there the hint stands.
      expect(await create({ country_code: 'CA' })).toMatchObject({ country_code: 'CA' });
      expect(await create()).toMatchObject({ country_code: 'US' });
    });

    it('of a number that the account does not own stores nothing', async () => {
      const before = await snapshotOf(app.database.url);
      expectProblem(await api.post(numbersOf(configId), { address: '+14155559999' }), 'not_owned_at_provider');
      account.carrier.fail({ status: 401, times: 1 });
      expectProblem(await api.post(numbersOf(configId), { address: ownAddress(2) }), 'provider_unauthorized');
      account.carrier.fail({ status: 400, times: 1 });
      expectProblem(await api.post(numbersOf(configId), { address: ownAddress(2) }), 'provider_refused');
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('without asking the carrier says that nobody asked', async () => {
      const asked = account.carrier.count();
      const number = await create({ inbound_workflow_id: workflow.id });
      expect(number).toMatchObject({
        inbound_workflow_name: 'Support agent',
        provider_sync: { ok: false, state: 'failed', reason: 'ownership_not_checked', message: expect.any(String) },
      });
      expect(account.carrier.count()).toBe(asked);
    });

    it('of a number that is there already names the configuration that has it', async () => {
      const { address_normalized: address } = await create();
      const national = `(${String(address).slice(2, 5)}) ${String(address).slice(5)}`;
      const second = await createConfig(api, { name: 'The same account', config: account.credentials });
      const query = '?skip_ownership_check=true';
      const before = await snapshotOf(app.database.url);
      for (const path of [numbersOf(configId), numbersOf(second.id)]) {
        for (const body of [
          { address },
          { address: `tel:${String(address)}` },
          { address: national, country_code: 'US' },
        ]) {
          const refusal = await api.post(path + query, body);
          expectProblem(refusal, 'phone_number_taken');
          expect(refusal.body.detail).toContain('"The account"');
        }
      }
      expect(await snapshotOf(app.database.url)).toEqual(before);
      // Another account is another inbound key.
      const other = await createConfig(api, { config: { account_sid: accountSid(0x777) } });
      expect((await api.post(numbersOf(other.id) + query, { address })).status).toBe(201);
    });

    it('needs a configuration that exists', async () => {
      expectProblem(await api.post(numbersOf(987654321), { address: anAddress() }), 'telephony_config_not_found');
      expectProblem(await api.get(numbersOf(987654321)), 'telephony_config_not_found');
    });

    it('knows no trunks where the provider has none', async () => {
      const before = await snapshotOf(app.database.url);
      const { id } = await create();
      const after = await snapshotOf(app.database.url);
      expectProblem(
        await api.post(numbersOf(configId), { address: anAddress(), telephony_trunk_id: 1 }),
        'trunks_not_supported',
      );
      expectProblem(await api.put(at(id), { telephony_trunk_id: 1 }), 'trunks_not_supported');
      expectProblem(await api.patch(at(id), { telephony_trunk_id: 1 }), 'trunks_not_supported');
      expect(await snapshotOf(app.database.url)).toEqual(after);
      expect(after).not.toEqual(before);
      expect((await api.put(at(id), { telephony_trunk_id: null, clear_trunk: true })).status).toBe(200);
    });
  });

  describe('PUT', () => {
    it('changes what is present and leaves what is absent or null', async () => {
      const number = await create({
        label: 'Line',
        inbound_workflow_id: workflow.id,
        extra_metadata: { a: 1 },
        is_active: false,
      });
      const nothing = {
        label: null,
        inbound_workflow_id: null,
        is_active: null,
        country_code: null,
        extra_metadata: null,
        telephony_trunk_id: null,
      };
      for (const body of [
        nothing,
        {},
        { clear_inbound_workflow: false, clear_trunk: false },
        { clear_inbound_workflow: null },
      ]) {
        expect((await api.put(at(number.id), body)).body).toEqual(number);
      }
      const changed = await api.put(at(number.id), { label: 'Other line', is_active: true, extra_metadata: { b: 2 } });
      expect(changed.body).toEqual({
        ...number,
        label: 'Other line',
        is_active: true,
        extra_metadata: { b: 2 },
        version: 2,
        updated_at: expect.any(String),
      });
      expect((await api.put(at(number.id), { extra_metadata: {} })).body).toMatchObject({
        extra_metadata: {},
        version: 3,
      });
    });

    it('of what was read changes nothing, not even the version', async () => {
      const number = await create({
        label: 'Line',
        inbound_workflow_id: workflow.id,
        extra_metadata: { b: { c: [1], d: 2 }, a: null },
      });
      const { label, inbound_workflow_id, telephony_trunk_id, is_active, country_code } = number;
      const before = await snapshotOf(app.database.url);
      const extra_metadata = { a: null, b: { d: 2, c: [1] } };
      const body = { label, inbound_workflow_id, telephony_trunk_id, is_active, country_code, extra_metadata };
      expect((await api.put(at(number.id), body)).body).toEqual(number);
      const { extra_metadata: _metadata, ...rest } = body;
      expect((await api.patch(at(number.id), rest)).body).toEqual(number);
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('clears by flags, and the flag outweighs a value', async () => {
      const { id } = await create({ inbound_workflow_id: workflow.id });
      const cleared = await api.put(at(id), { inbound_workflow_id: workflow.id, clear_inbound_workflow: true });
      expect(cleared.body).toMatchObject({ inbound_workflow_id: null, inbound_workflow_name: null });
    });

    it('never changes the address', async () => {
      const number = await create();
      const before = await snapshotOf(app.database.url);
      for (const address of [anAddress(), number['address'], null, 5, '']) {
        for (const method of ['PUT', 'PATCH']) {
          const refusal = await api.send(method, at(number.id), { label: 'x', address }, {});
          expectProblem(refusal, 'address_immutable');
          expect(refusal.body.errors).toMatchObject([{ pointer: '/address', code: 'address_immutable' }]);
        }
      }
      for (const field of ['address_normalized', 'id', 'version', 'is_default_caller_id', 'provider_sync']) {
        expectProblem(await api.put(at(number.id), { [field]: number[field] }), 'validation_failed');
      }
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('keeps the country that a number has by itself', async () => {
      const us = await create();
      expect((await api.put(at(us.id), { country_code: 'ca' })).body).toMatchObject({ country_code: 'CA' });
      expect((await api.put(at(us.id), { country_code: 'DE' })).body).toMatchObject({ country_code: 'US' });
      expectProblem(await api.put(at(us.id), { country_code: 'ZZ' }), 'country_code_not_valid');
    });

    it('asks the carrier only when calls go somewhere else', async () => {
      const address = ownAddress(3);
      const other = await createWorkflow(api, { name: 'Other agent' });
      const { id } = (await api.post(numbersOf(configId), { address })).body;
      const callsFor = async (body: object): Promise<number> => {
        account.carrier.forgetRequests();
        expect((await api.put(at(id), body)).status).toBe(200);
        return account.carrier.count();
      };
      expect(await callsFor({ label: 'x', is_active: false, extra_metadata: { a: 1 }, country_code: 'US' })).toBe(0);
      expect(await callsFor({ inbound_workflow_id: workflow.id })).toBeGreaterThan(0);
      expect(sandbox.twilio.whoAnswers(address)).toMatchObject({
        kind: 'url',
        url: expect.stringContaining('calls.example.com'),
      });
      expect(await callsFor({ inbound_workflow_id: workflow.id })).toBe(0);
      expect(await callsFor({ inbound_workflow_id: other.id })).toBe(0);
      expect(await show(id)).toMatchObject({
        inbound_workflow_name: 'Other agent',
        provider_sync: { ok: true, state: 'in_sync' },
      });
      expect(await callsFor({ clear_inbound_workflow: true })).toBeGreaterThan(0);
      expect(await show(id)).toMatchObject({
        inbound_workflow_id: null,
        provider_sync: { ok: true, state: 'detached' },
      });
      expect(sandbox.twilio.whoAnswers(address)).toEqual({ kind: 'none' });
      expect(await callsFor({ clear_inbound_workflow: true })).toBe(0);
    });
  });

  describe('PATCH', () => {
    it('merges objects, replaces values and clears with null', async () => {
      const number = await create({
        label: 'Line',
        inbound_workflow_id: workflow.id,
        is_active: false,
        extra_metadata: { a: 1, nested: { x: 1, y: [1, 2] }, gone: true },
      });
      const patch = async (body: object): Promise<object> => (await api.patch(at(number.id), body)).body;
      expect(await patch({ extra_metadata: { nested: { x: 2, z: {} }, gone: null, never: null } })).toMatchObject({
        extra_metadata: { a: 1, nested: { x: 2, y: [1, 2], z: {} } },
        label: 'Line',
        version: 2,
      });
      expect((await show(number.id))['extra_metadata']).toEqual({ a: 1, nested: { x: 2, y: [1, 2], z: {} } });
      expect(await patch({ extra_metadata: { nested: [3] } })).toMatchObject({ extra_metadata: { a: 1, nested: [3] } });
      expect(await patch({ label: null })).toMatchObject({ label: null, is_active: false });
      expect(await patch({ is_active: null })).toMatchObject({ is_active: true });
      expect(await patch({ country_code: 'CA' })).toMatchObject({ country_code: 'CA' });
      expect(await patch({ country_code: null })).toMatchObject({ country_code: 'US' });
      expect(await patch({ extra_metadata: null })).toMatchObject({
        extra_metadata: {},
        inbound_workflow_id: workflow.id,
      });
      expect(await patch({ inbound_workflow_id: null })).toMatchObject({
        inbound_workflow_id: null,
        inbound_workflow_name: null,
      });
      expect(await patch({ label: 'Back', telephony_trunk_id: null })).toMatchObject({ label: 'Back', version: 10 });
    });

    it('refuses what PUT alone has', async () => {
      const { id } = await create();
      for (const body of [
        { clear_inbound_workflow: true },
        { clear_trunk: true },
        { is_default_caller_id: true },
        { surprise: 1 },
      ]) {
        expectProblem(await api.patch(at(id), body), 'validation_failed');
      }
    });
  });

  describe('lists', () => {
    let client: ApiClient;
    let configs: { id: number }[];
    let agents: { id: number }[];
    let rows: Readonly<Record<'plain' | 'bound' | 'british' | 'second' | 'odd', Row>>;

    beforeAll(async () => {
      client = await app.organization('Filters');
      const plivo = openAccount(sandbox, 'plivo');
      configs = [
        await createConfig(client),
        await createConfig(client, { config: { provider: 'plivo', account_sid: undefined, ...plivo.credentials } }),
      ];
      agents = [await createWorkflow(client), await createWorkflow(client)];
      const [first, second] = configs.map(({ id }) => id) as [number, number];
      rows = {
        plain: await createNumber(client, first, { address: '+14155550777', label: 'Sales' }),
        bound: await createNumber(client, first, {
          address: '+14155551888',
          inbound_workflow_id: agents[0]?.id,
          is_active: false,
        }),
        british: await createNumber(client, first, { address: '+442079460993', label: 'sales london' }),
        second: await createNumber(client, second, {
          address: '+14155550777',
          inbound_workflow_id: agents[1]?.id,
          label: 'Sales',
        }),
        odd: await createNumber(client, second, { address: '+14155552999', label: '100%_\\ Ünï' }),
      };
    });

    const names = (answer: ApiResponse): string[] => {
      expect(answer.status).toBe(200);
      const ids = answer.body.phone_numbers.map(({ id }: Row) => id) as number[];
      return ids.map((id) => Object.entries(rows).find(([, row]) => row.id === id)?.[0] ?? `? ${id}`);
    };

    /** What each filter finds among all numbers; the list of the first configuration finds the same without the others. */
    const FILTERS: readonly [query: string, found: readonly (keyof typeof rows)[]][] = [
      ['', ['plain', 'bound', 'british', 'second', 'odd']],
      ['order=desc', ['odd', 'second', 'british', 'bound', 'plain']],
      ['is_active=false', ['bound']],
      ['is_active=true', ['plain', 'british', 'second', 'odd']],
      ['unbound=true', ['plain', 'british', 'odd']],
      ['unbound=false', ['bound', 'second']],
      ['country_code=GB', ['british']],
      ['country_code=us', ['plain', 'bound', 'second', 'odd']],
      ['country_code=FR', []],
      ['address_type=pstn', ['plain', 'bound', 'british', 'second', 'odd']],
      ['address_type=sip_uri', []],
      ['sync_state=failed', ['plain', 'bound', 'british', 'second', 'odd']],
      ['sync_state=in_sync', []],
      ['label=Sales', ['plain', 'second']],
      ['label=sales', []],
      ['label=100%25_%5C%20%C3%9Cn%C3%AF', ['odd']],
      ['q=sal', ['plain', 'british', 'second']],
      ['q=SALES%20LON', ['british']],
      ['q=london', []],
      ['q=%2B1415555', ['plain', 'bound', 'second', 'odd']],
      ['q=1415555', ['plain', 'bound', 'second', 'odd']],
      ['q=1%20(415)%20555-18', ['bound']],
      ['q=%2B44%2020', ['british']],
      ['q=4155', []],
      ['q=%25', []],
      ['q=_', []],
      ['q=100%25', ['odd']],
      ['q=100%25_%5C', ['odd']],
      ['q=100_', []],
      ['q=%C3%BCN%C3%8F', []],
      ["q='%20OR%20true--", []],
      ['q=1415555&is_active=true&unbound=true&country_code=US', ['plain', 'odd']],
    ];

    it.each(FILTERS)('find by "%s"', async (query, found) => {
      expect(names(await client.get(`${PHONE_NUMBERS}?${query}`))).toEqual(found);
      const ofFirst = found.filter((name) => name !== 'second' && name !== 'odd');
      expect(names(await client.get(`${numbersOf(configs[0]?.id ?? 0)}?${query}`))).toEqual(ofFirst);
    });

    it('find by workflow, configuration and provider', async () => {
      const [first, second] = configs.map(({ id }) => id) as [number, number];
      expect(names(await client.get(`${PHONE_NUMBERS}?inbound_workflow_id=${agents[0]?.id}`))).toEqual(['bound']);
      expect(names(await client.get(`${PHONE_NUMBERS}?inbound_workflow_id=${agents[1]?.id}`))).toEqual(['second']);
      expect(names(await client.get(`${numbersOf(first)}?inbound_workflow_id=${agents[1]?.id}`))).toEqual([]);
      expect(names(await client.get(`${PHONE_NUMBERS}?telephony_configuration_id=${second}`))).toEqual([
        'second',
        'odd',
      ]);
      expect(names(await client.get(`${PHONE_NUMBERS}?provider=plivo`))).toEqual(['second', 'odd']);
      expect(names(await client.get(`${PHONE_NUMBERS}?provider=twilio&q=14155550`))).toEqual(['plain']);
      expect(names(await client.get(`${PHONE_NUMBERS}?provider=nobody`))).toEqual([]);
      expect(names(await client.get(`${PHONE_NUMBERS}?inbound_workflow_id=${Number.MAX_SAFE_INTEGER}`))).toEqual([]);
    });

    it('find a number by its address in any usual spelling', async () => {
      const byAddress = (address: string, query = ''): Promise<ApiResponse> =>
        client.get(`${PHONE_NUMBERS}/by-address/${encodeURIComponent(address)}${query}`);
      const spellings: [string, string?][] = [
        ['+14155550777'],
        ['+1 (415) 555-0777'],
        [' +1.415.555.0777 '],
        ['tel:+1-415-555-0777'],
        ['TEL:+14155550777'],
        ['＋１４１５５５５０７７７'],
        ['+1‑415‑555‑0777'],
        ['0014155550777', '?country_code=DE'],
        ['(415) 555-0777', '?country_code=US'],
        ['4155550777', '?country_code=us'],
        ['1 415 555 0777', '?country_code=US'],
      ];
      for (const [address, query] of spellings) {
        const answer = await byAddress(address, query);
        expect([address, answer.status]).toEqual([address, 200]);
        expect(names(answer)).toEqual(['plain', 'second']);
      }
      expect(names(await byAddress('+14155550777', '?provider=plivo'))).toEqual(['second']);
      expect(names(await byAddress('020 7946 0993', '?country_code=GB'))).toEqual(['british']);
      expectProblem(await byAddress('+14155550777', '?provider=nobody'), 'phone_number_not_found');
      expectProblem(await byAddress('+14155550777', '?account_id=nobody'), 'phone_number_not_found');
      expectProblem(await byAddress('+14155550666'), 'phone_number_not_found');
      expectProblem(await byAddress('4155550777'), 'country_code_required');
      expectProblem(await byAddress('not a number'), 'address_not_valid');
      expectProblem(await byAddress(' '), 'address_empty');
      expectProblem(await byAddress('4155550777', '?country_code=ZZ'), 'country_code_not_valid');
      expectProblem(await byAddress('4155550777', '?country_code=USA'), 'invalid_parameter');
      expectProblem(await byAddress('+14155550777', '?surprise=1'), 'invalid_parameter');
      expectProblem(await byAddress('1'.repeat(300)), 'address_not_valid');
    });
  });

  describe('the default caller id', () => {
    const setDefault = (config: number, id: number): Promise<ApiResponse> =>
      api.post(`${numbersOf(config)}/${id}/set-default-caller`);
    const defaults = async (config: number): Promise<number[]> => {
      const { phone_numbers: numbers } = (await api.get(`${numbersOf(config)}?limit=1000`)).body;
      return numbers.filter((row: Row) => row['is_default_caller_id']).map(({ id }: Row) => id);
    };

    it('is one per configuration, whichever way it is chosen', async () => {
      const [left, right] = [(await createConfig(api)).id, (await createConfig(api)).id];
      const [first, second] = [await createNumber(api, left), await createNumber(api, left)];
      const other = await createNumber(api, right, { is_default_caller_id: true });
      expect(await defaults(left)).toEqual([]);
      expect((await setDefault(left, first.id)).body).toMatchObject({
        id: first.id,
        is_default_caller_id: true,
        version: 2,
      });
      expect((await setDefault(left, second.id)).body).toMatchObject({ is_default_caller_id: true, version: 2 });
      expect(await defaults(left)).toEqual([second.id]);
      const third = await createNumber(api, left, { is_default_caller_id: true });
      expect(await defaults(left)).toEqual([third.id]);
      expect(await defaults(right)).toEqual([other.id]);
      await api.delete(`${numbersOf(left)}/${third.id}`);
      expect(await defaults(left)).toEqual([]);
    });

    it('chosen again changes nothing', async () => {
      const config = (await createConfig(api)).id;
      const { id } = await createNumber(api, config, { is_default_caller_id: true });
      const before = await snapshotOf(app.database.url);
      expect((await setDefault(config, id)).body).toMatchObject({ is_default_caller_id: true, version: 1 });
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('stays when the new one is not there', async () => {
      const [left, right] = [(await createConfig(api)).id, (await createConfig(api)).id];
      const { id } = await createNumber(api, left, { is_default_caller_id: true });
      const elsewhere = await createNumber(api, right);
      expectProblem(await setDefault(left, 987654321), 'phone_number_not_found');
      expectProblem(await setDefault(left, elsewhere.id), 'phone_number_not_found');
      const refused = { address: (await createNumber(api, left)).address, is_default_caller_id: true };
      expectProblem(await api.post(`${numbersOf(left)}?skip_ownership_check=true`, refused), 'phone_number_taken');
      expect(await defaults(left)).toEqual([id]);
    });

    it('is one after any number of simultaneous switches, none of which fails', async () => {
      const config = (await createConfig(api)).id;
      const ids: number[] = [];
      for (let n = 0; n < 4; n += 1) ids.push((await createNumber(api, config)).id);
      const creation = (): Promise<ApiResponse> =>
        api.post(`${numbersOf(config)}?skip_ownership_check=true`, {
          address: anAddress(),
          is_default_caller_id: true,
        });
      const answers = await Promise.all(
        [...ids, ...ids, ...ids].map((id) => setDefault(config, id)).concat([creation(), creation()]),
      );
      expect(answers.map(({ status }) => status)).toEqual([...Array<number>(12).fill(200), 201, 201]);
      expect(await defaults(config)).toHaveLength(1);
    });
  });

  describe('deletion', () => {
    it('says what happened at the carrier, and frees the number', async () => {
      const address = ownAddress(4);
      const before = account.record(address);
      const { id } = (await api.post(numbersOf(configId), { address, inbound_workflow_id: workflow.id })).body;
      const deleted = await api.delete(at(id));
      expect(deleted.body).toMatchObject({
        message: expect.any(String),
        provider_sync: { ok: true, state: 'detached' },
      });
      expect(account.record(address)).toEqual(before);
      for (const send of [
        api.get(at(id)),
        api.put(at(id), {}),
        api.patch(at(id), {}),
        api.delete(at(id)),
        api.post(`${at(id)}/sync`),
      ]) {
        expectProblem(await send, 'phone_number_not_found');
      }
      expect((await api.post(numbersOf(configId), { address })).status).toBe(201);
    });

    it('is refused while the carrier does not let go, unless it is forced', async () => {
      const address = ownAddress(5);
      const { id } = (await api.post(numbersOf(configId), { address, inbound_workflow_id: workflow.id })).body;
      account.carrier.fail({ status: 401 });
      const refusal = await api.delete(at(id));
      expectProblem(refusal, 'provider_detach_failed');
      expect(await show(id)).toMatchObject({
        inbound_workflow_id: workflow.id,
        provider_sync: { ok: false, state: 'failed' },
      });
      const forced = await api.delete(`${at(id)}?force=true`);
      account.carrier.clearFaults();
      expect(forced.body.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: 'provider_unauthorized' });
      expectProblem(await api.get(at(id)), 'phone_number_not_found');
    });

    it('of a number that was never changed at the carrier asks nobody', async () => {
      const { id } = await create();
      account.carrier.forgetRequests();
      expect((await api.delete(at(id))).body.provider_sync).toMatchObject({ ok: true, state: 'not_applicable' });
      expect(account.carrier.count()).toBe(0);
    });
  });

  it('are found below their own configuration only', async () => {
    const { id } = await create();
    const other = await createConfig(api);
    const path = `${numbersOf(other.id)}/${id}`;
    for (const send of [
      api.get(path),
      api.put(path, { label: 'x' }),
      api.patch(path, { label: 'x' }),
      api.delete(path),
      api.post(`${path}/sync`),
    ]) {
      expectProblem(await send, 'phone_number_not_found');
    }
    expect((await show(id))['label']).toBeNull();
    expect((await api.get(`${CONFIGS}/${other.id}`)).status).toBe(200);
  });
});
