import { createTenant, type Tenant } from '../factories/organization.factory.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { accountSid, aConfig, createConfig } from '../factories/telephony-config.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount, PROVIDERS } from '../support/carrier-account.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql, snapshotOf } from '../support/database-snapshot.js';
import { endOfAccepted, itemsOf } from '../support/job.js';
import { CONFIGS, UNVERIFIED_CONFIGS, numbersOf, ORGANIZATIONS, PHONE_NUMBERS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';

const METADATA = `${ORGANIZATIONS}/telephony-providers/metadata`;
const WARNINGS = `${ORGANIZATIONS}/telephony-config-warnings`;

describe('telephony configurations', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let tenant: Tenant;
  let api: ApiClient;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    tenant = await createTenant(app, 'Acme');
    api = tenant.api;
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  const show = async (id: number): Promise<ApiResponse['body']> => (await api.get(`${CONFIGS}/${id}`)).body;
  const put = (id: number, body: object): Promise<ApiResponse> =>
    api.put(`${CONFIGS}/${id}?verify_credentials=false`, body);
  const putConfig = (id: number, config: object): Promise<ApiResponse> => put(id, { config });
  /** What is really stored, seen by what the carrier would be told: the credentials cannot be read back. */
  const accountOf = async (id: number): Promise<string | undefined> => {
    const rows = await runSql<{ account_id: string }>(
      app.database.url,
      'SELECT account_id FROM telephony_configurations WHERE id = $1',
      [id],
    );
    return rows[0]?.account_id;
  };

  it('are shown with every field of the provider', async () => {
    const body = await createConfig(api, {
      name: '  Twilio   US ',
      config: { account_sid: accountSid(0xabcd), auth_token: ' 0123456789abcdef ', amd_enabled: false },
    });
    expect(body).toEqual({
      id: expect.any(Number),
      name: 'Twilio US',
      provider: 'twilio',
      connectivity: 'api',
      is_default_outbound: false,
      inactive: false,
      inactive_since: null,
      inactive_reason: null,
      credentials: { account_sid: '****abcd', auth_token: '****cdef', amd_enabled: false, region: null, edge: null },
      sip_connectivity: null,
      setup_checklist: null,
      supports_trunks: false,
      trunks: [],
      credentials_checked_at: null,
      credentials_fault: null,
      drift_policy: 'report',
      reconciled_at: null,
      next_reconcile_at: expect.any(String),
      reconcile_fault: null,
      secondary_secret: null,
      signing_secret_last_verified_at: null,
      sync_job_id: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
      version: 1,
    });
    expect(await show(body.id)).toEqual(body);
    expect(await accountOf(body.id)).toBe(accountSid(0xabcd));
  });

  it.each(PROVIDERS)('show nothing sensitive of %s, in no answer', async (provider) => {
    const { credentials } = openAccount(sandbox, provider);
    const { providers } = (await api.get(METADATA)).body;
    const { fields } = providers.find((known: { provider: string }) => known.provider === provider);
    const sensitive = fields
      .filter((field: { sensitive: boolean }) => field.sensitive)
      .map((field: { name: string }) => field.name) as string[];
    expect(sensitive.length).toBeGreaterThanOrEqual(2);

    const config = await createConfig(api, {
      config: { provider, account_sid: undefined, auth_token: undefined, ...credentials },
    });
    const answers = [
      config,
      await show(config.id),
      (await api.get(CONFIGS)).body,
      (await put(config.id, { name: `Renamed ${provider}` })).body,
    ];
    for (const name of sensitive) {
      const secret = (credentials[name] ?? '').trim();
      expect(config.credentials[name]).toBe(secret.length > 8 ? `****${secret.slice(-4)}` : '****');
      for (const answer of answers) expect(JSON.stringify(answer)).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    const rows = await runSql<{ stored: string; sealed: Buffer }>(
      app.database.url,
      `SELECT (to_jsonb(c) - 'account_id' - 'application_id')::text AS stored, credentials_ciphertext AS sealed
         FROM telephony_configurations c WHERE id = $1`,
      [config.id],
    );
    for (const secret of Object.values(credentials)) {
      expect(rows[0]?.stored).not.toContain(secret.trim());
      expect(rows[0]?.sealed.includes(secret.trim())).toBe(false);
    }
  });

  it('hide short secrets completely', async () => {
    for (const [token, mask] of [
      ['1', '****'],
      ['12345678', '****'],
      ['123456789', '****6789'],
    ] as const) {
      const { credentials } = await createConfig(api, { config: { auth_token: token } });
      expect([token, credentials.auth_token]).toEqual([token, mask]);
    }
  });

  it('list the providers with their forms, sorted', async () => {
    const { providers } = (await api.get(METADATA)).body;
    const names = providers.map(({ provider }: { provider: string }) => provider);
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['plivo', 'twilio', 'vonage']));
    const twilio = providers.find(({ provider }: { provider: string }) => provider === 'twilio');
    expect(twilio.fields[0]).toEqual({
      name: 'account_sid',
      label: 'Account SID',
      type: 'text',
      required: true,
      sensitive: true,
      description: expect.any(String),
      placeholder: null,
      options: null,
      visible_when: null,
      section: null,
    });
  });

  describe('PUT and PATCH', () => {
    it('keep what is not sent, and what is sent as its mask', async () => {
      const account = openAccount(sandbox, 'twilio');
      const { id } = await createConfig(api, { config: { ...account.credentials, amd_enabled: true } });
      const before = await show(id);
      // The provider's answer shows which token is stored.
      const check = async (): Promise<number> => {
        const number = await api.post(numbersOf(id), { address: account.addresses[0] });
        if (number.status === 201) await api.delete(`${numbersOf(id)}/${number.body.id}`);
        return number.status;
      };
      expect(await check()).toBe(201);
      const changed = await putConfig(id, { amd_enabled: false });
      expect(changed.body).toEqual({
        ...before,
        credentials: { ...before.credentials, amd_enabled: false },
        version: 2,
        updated_at: expect.any(String),
      });
      const masked = await putConfig(id, { ...before.credentials, edge: 'dublin' });
      expect(masked.body.credentials).toEqual({ ...before.credentials, amd_enabled: true, edge: 'dublin' });
      expect(await putConfig(id, { edge: null })).toMatchObject({ status: 200, body: { credentials: { edge: null } } });
      expect(await check()).toBe(201);
      await putConfig(id, { auth_token: 'another-token' });
      expect(await check()).toBe(502);
    });

    it('of what was read change nothing, not even the version', async () => {
      for (const provider of PROVIDERS) {
        const { credentials } = openAccount(sandbox, provider);
        const { id } = await createConfig(api, {
          config: { provider, account_sid: undefined, auth_token: undefined, ...credentials },
        });
        const before = await snapshotOf(app.database.url);
        const { name, credentials: shown } = await show(id);
        for (const body of [
          { name, config: { provider, ...shown } },
          { name: null, config: null },
          {},
          { config: {} },
          { name },
        ]) {
          const answer = await put(id, body);
          expect([body, answer.status, answer.body.version]).toEqual([body, 200, 1]);
        }
        expect(
          (await api.patch(`${CONFIGS}/${id}?verify_credentials=false`, { name, config: { provider } })).body.version,
        ).toBe(1);
        expect(await snapshotOf(app.database.url)).toEqual(before);
      }
    });

    it('refuse a mask that is not the present one', async () => {
      const { id, credentials } = await createConfig(api, { config: { auth_token: 'the-first-token' } });
      await putConfig(id, { auth_token: 'the-second-secret' });
      const before = await snapshotOf(app.database.url);
      for (const value of [credentials.auth_token, '****', '****abcd', 'prefix****', 'a****b', '*****']) {
        for (const answer of [
          await putConfig(id, { auth_token: value }),
          await api.patch(`${CONFIGS}/${id}?verify_credentials=false`, { config: { auth_token: value } }),
        ]) {
          expectProblem(answer, 'masked_value_stale');
          expect(answer.body.errors).toMatchObject([{ pointer: '/config/auth_token', code: 'masked_value_stale' }]);
        }
      }
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('remove an optional credential with null, and no other', async () => {
      const { id } = await createConfig(api, { config: { edge: 'dublin', region: 'ie1' } });
      expectProblem(await putConfig(id, { edge: null }), 'validation_failed');
      expect((await putConfig(id, { edge: '  ', region: null })).body.credentials).toMatchObject({
        edge: null,
        region: null,
      });
      for (const method of ['PUT', 'PATCH']) {
        const answer = await api.send(method, `${CONFIGS}/${id}`, { config: { auth_token: null } }, {});
        expectProblem(answer, 'validation_failed');
        expect(answer.body.errors).toMatchObject([{ pointer: '/config/auth_token' }]);
      }
      expectProblem(await api.patch(`${CONFIGS}/${id}?verify_credentials=false`, { name: null }), 'validation_failed');
      expectProblem(
        await api.patch(`${CONFIGS}/${id}?verify_credentials=false`, { config: null }),
        'validation_failed',
      );
    });

    it('never change the provider', async () => {
      const { id } = await createConfig(api);
      const before = await snapshotOf(app.database.url);
      for (const provider of ['plivo', 'nobody', '', 5, null, ['twilio']]) {
        for (const method of ['PUT', 'PATCH']) {
          const body = { name: 'Another', config: { provider, auth_token: 'x' } };
          expectProblem(await api.send(method, `${CONFIGS}/${id}`, body, {}), 'provider_immutable');
        }
      }
      expect(await snapshotOf(app.database.url)).toEqual(before);
      expect((await putConfig(id, { provider: 'twilio', amd_enabled: true })).body.version).toBe(2);
    });

    it('change no default, which has an action of its own', async () => {
      const { id } = await createConfig(api);
      expectProblem(await put(id, { is_default_outbound: true }), 'validation_failed');
    });
  });

  describe('names', () => {
    const SAME = [
      ['Straße', 'STRAßE'],
      ['Acme  Voice', ' acme voice '],
      ['Ünïcode', 'ÜNÏCODE'],
      ['Full width', 'Ｆｕｌｌ　ｗｉｄｔｈ'],
      ['Café composed', 'Cafe\u0301 composed'],
      ['oﬃce', 'office'],
      ['Tab', 'TAB'],
    ] as const;

    it.each(SAME)('%s and %s are the same', async (first, second) => {
      const { id, name } = await createConfig(api, { name: first });
      const other = await createConfig(api);
      const before = await snapshotOf(app.database.url);
      expectProblem(await api.post(UNVERIFIED_CONFIGS, aConfig({ name: second })), 'config_name_taken');
      expectProblem(await put(other.id, { name: second }), 'config_name_taken');
      expectProblem(
        await api.patch(`${CONFIGS}/${other.id}?verify_credentials=false`, { name: second }),
        'config_name_taken',
      );
      expect(await snapshotOf(app.database.url)).toEqual(before);
      // Its own name in another spelling is a change like any other.
      expect((await put(id, { name: second })).body.name).not.toBe(name);
      expect((await put(id, { name: first })).status).toBe(200);
    });

    it('that only resemble each other are different', async () => {
      for (const name of [
        'Acme-Voice',
        'AcmeVoice',
        'Acme Voice 2',
        'Äcme Voice',
        '😀',
        '😁',
        '\ufdfa'.repeat(64),
        `${'\ufdfa'.repeat(63)}x`,
      ]) {
        expect((await api.post(UNVERIFIED_CONFIGS, aConfig({ name }))).status).toBe(201);
      }
      expectProblem(await api.post(UNVERIFIED_CONFIGS, aConfig({ name: '\ufdfa'.repeat(64) })), 'config_name_taken');
    });

    it('are free again when their configuration is renamed or deleted', async () => {
      const { id } = await createConfig(api, { name: 'For a while' });
      await put(id, { name: 'Renamed since' });
      const second = await createConfig(api, { name: 'for a WHILE' });
      await api.delete(`${CONFIGS}/${second.id}`);
      expect((await put(id, { name: 'For a while' })).status).toBe(200);
    });

    it('go to one of those who ask at the same time', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          api.post(UNVERIFIED_CONFIGS, aConfig({ name: n % 2 === 0 ? 'Race' : 'RACE' })),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    });
  });

  describe('a changed account', () => {
    const keysOf = (configId: number): Promise<object[]> =>
      runSql(
        app.database.url,
        `SELECT id, account_id, address_normalized FROM phone_numbers WHERE telephony_configuration_id = $1 ORDER BY id`,
        [configId],
      );

    it('moves the inbound keys of all numbers in one go', async () => {
      const [from, to] = [accountSid(0x51), accountSid(0x52)];
      const { id } = await createConfig(api, { config: { account_sid: from } });
      const numbers = [await createNumber(api, id), await createNumber(api, id), await createNumber(api, id)];
      expect((await putConfig(id, { account_sid: to })).status).toBe(200);
      expect(await keysOf(id)).toEqual(
        numbers.map((number) => ({ id: number.id, account_id: to, address_normalized: number.address_normalized })),
      );
      // The old keys are free, the new ones are taken.
      const { api: rival } = await createTenant(app, 'Rival');
      const query = '?skip_ownership_check=true';
      const { address } = numbers[0];
      const inOld = await createConfig(rival, { config: { account_sid: from } });
      const inNew = await createConfig(rival, { config: { account_sid: to } });
      expectProblem(await rival.post(`${numbersOf(inNew.id)}${query}`, { address }), 'phone_number_taken');
      expect((await rival.post(`${numbersOf(inOld.id)}${query}`, { address })).status).toBe(201);
    });

    it('that already has one of the numbers changes nothing at all', async () => {
      const [from, to] = [accountSid(0x61), accountSid(0x62)];
      const { api: rival } = await createTenant(app, 'Rival');
      const theirs = await createConfig(rival, { config: { account_sid: to } });
      const { id } = await createConfig(api, { config: { account_sid: from } });
      const numbers = [await createNumber(api, id), await createNumber(api, id), await createNumber(api, id)];
      await createNumber(rival, theirs.id, { address: numbers[1].address });

      const before = await snapshotOf(app.database.url);
      for (const method of ['PUT', 'PATCH']) {
        const body = { name: 'Would be new', config: { account_sid: to } };
        const answer = await api.send(method, `${CONFIGS}/${id}?verify_credentials=false`, body, {});
        expectProblem(answer, 'phone_number_taken');
        expect(answer.body.detail).not.toContain('Rival');
      }
      expect(await snapshotOf(app.database.url)).toEqual(before);

      await api.delete(`${numbersOf(id)}/${numbers[1].id}`);
      expect((await putConfig(id, { account_sid: to })).status).toBe(200);
      expect(await keysOf(id)).toMatchObject([{ account_id: to }, { account_id: to }]);
    });
  });

  describe('the default for outbound calls', () => {
    const setDefault = (client: ApiClient, id: number): Promise<ApiResponse> =>
      client.post(`${CONFIGS}/${id}/set-default-outbound`);
    const defaults = async (client: ApiClient): Promise<number[]> => {
      const { configurations } = (await client.get(CONFIGS)).body;
      return configurations
        .filter((config: { is_default_outbound: boolean }) => config.is_default_outbound)
        .map(({ id }: { id: number }) => id);
    };

    it('is none at first, and never more than one', async () => {
      const client = await app.organization('Defaults');
      const [first, second] = [await createConfig(client), await createConfig(client)];
      expect(await defaults(client)).toEqual([]);
      expect((await setDefault(client, first.id)).body).toMatchObject({ is_default_outbound: true, version: 2 });
      expect((await setDefault(client, second.id)).body).toMatchObject({ is_default_outbound: true, version: 2 });
      expect(await defaults(client)).toEqual([second.id]);
      const third = await createConfig(client, { is_default_outbound: true });
      expect(third.is_default_outbound).toBe(true);
      expect(await defaults(client)).toEqual([third.id]);
      await client.delete(`${CONFIGS}/${third.id}`);
      expect(await defaults(client)).toEqual([]);
    });

    it('chosen again changes nothing', async () => {
      const client = await app.organization('Again');
      const { id } = await createConfig(client, { is_default_outbound: true });
      const before = await snapshotOf(app.database.url);
      const answer = await setDefault(client, id);
      expect([answer.status, answer.body.version]).toEqual([200, 1]);
      expect(await snapshotOf(app.database.url)).toEqual(before);
    });

    it('stays when the new one does not exist', async () => {
      const client = await app.organization('Stays');
      const { id } = await createConfig(client, { is_default_outbound: true });
      expectProblem(await setDefault(client, 987654321), 'telephony_config_not_found');
      expect(await defaults(client)).toEqual([id]);
    });

    it('is one after any number of simultaneous switches, none of which fails', async () => {
      const client = await app.organization('Switches');
      const ids = [];
      for (let n = 0; n < 4; n += 1) ids.push((await createConfig(client)).id as number);
      const switches = [...ids, ...ids, ...ids].map((id) => setDefault(client, id));
      const creations = [0, 1].map(() => client.post(UNVERIFIED_CONFIGS, aConfig({ is_default_outbound: true })));
      const answers = await Promise.all([...switches, ...creations]);
      expect(answers.map(({ status }) => status)).toEqual([...Array<number>(12).fill(200), 201, 201]);
      expect(await defaults(client)).toHaveLength(1);
    });
  });

  describe('deletion', () => {
    it('is refused while there are numbers, which are counted', async () => {
      const { id } = await createConfig(api);
      const [first, second] = [await createNumber(api, id), await createNumber(api, id, { is_active: false })];
      const before = await snapshotOf(app.database.url);
      const refusal = await api.delete(`${CONFIGS}/${id}`);
      expectProblem(refusal, 'config_in_use');
      expect(refusal.body.detail).toMatch(/^2 phone numbers belong/);
      expectProblem(await api.delete(`${CONFIGS}/${id}?force=false`), 'config_in_use');
      expect(await snapshotOf(app.database.url)).toEqual(before);
      await api.delete(`${numbersOf(id)}/${first.id}`);
      expect((await api.delete(`${CONFIGS}/${id}`)).body.detail).toMatch(/^1 phone number belongs/);
      await api.delete(`${numbersOf(id)}/${second.id}`);
      expect((await api.delete(`${CONFIGS}/${id}`)).body).toMatchObject({ deleted_phone_numbers: 0 });
      expectProblem(await api.get(`${CONFIGS}/${id}`), 'telephony_config_not_found');
      expectProblem(await api.delete(`${CONFIGS}/${id}`), 'telephony_config_not_found');
      expectProblem(await put(id, {}), 'telephony_config_not_found');
    });

    it('by force gives every number back to the carrier and takes everything along', async () => {
      const account = openAccount(sandbox, 'twilio', 3);
      const before = account.addresses.map((address) => account.record(address));
      const workflow = await createWorkflow(api);
      const { id } = await createConfig(api, { config: account.credentials });
      for (const address of account.addresses) {
        const number = await api.post(numbersOf(id), { address, inbound_workflow_id: workflow.id });
        expect(number.body.provider_sync.state).toBe('in_sync');
      }
      expect(account.addresses.map((address) => account.record(address))).not.toEqual(before);
      const job = await endOfAccepted(api, await api.delete(`${CONFIGS}/${id}?force=true`));
      expect(job).toMatchObject({ kind: 'remove-configuration', subject_id: id, state: 'succeeded', succeeded: 3 });
      expect(account.addresses.map((address) => account.record(address))).toEqual(before);
      const { phone_numbers: left } = (await api.get(`${PHONE_NUMBERS}?telephony_configuration_id=${id}`)).body;
      expect(left).toEqual([]);
    });

    it('by force names the numbers that the carrier does not let go, and keeps them', async () => {
      const account = openAccount(sandbox, 'twilio', 2);
      const workflow = await createWorkflow(api);
      const { id } = await createConfig(api, { config: account.credentials });
      const ids: number[] = [];
      for (const address of account.addresses) {
        ids.push((await api.post(numbersOf(id), { address, inbound_workflow_id: workflow.id })).body.id);
      }
      const loose = await createNumber(api, id);
      account.carrier.fail({ status: 401 });
      const job = await endOfAccepted(api, await api.delete(`${CONFIGS}/${id}?force=true`));
      account.carrier.clearFaults();
      expect(job).toMatchObject({ state: 'failed', failed: 2, succeeded: 1, pending: 0 });
      expect(job.message).toMatch(/^2 phone numbers could not be given back/);
      const failed = await itemsOf(api, job.id, '&state=failed');
      expect(failed).toMatchObject(
        ids.map((phone_number_id) => ({
          phone_number_id,
          reason: 'provider_unauthorized',
          detail: expect.any(String),
        })),
      );
      const { phone_numbers: left } = (await api.get(numbersOf(id))).body;
      expect(left.map((number: { id: number }) => number.id)).toEqual(ids);
      expect(left.map((number: { id: number }) => number.id)).not.toContain(loose.id);
      const again = await endOfAccepted(api, await api.delete(`${CONFIGS}/${id}?force=true`));
      expect(again).toMatchObject({ state: 'succeeded', succeeded: 2, total: 2 });
      expectProblem(await api.get(`${CONFIGS}/${id}`), 'telephony_config_not_found');
    });
  });

  it('that are parked say so, and are taken back into use', async () => {
    const { id } = await createConfig(api);
    await runSql(
      app.database.url,
      `UPDATE telephony_configurations SET inactive_since = now(), inactive_reason = 'credentials_refused' WHERE id = $1`,
      [id],
    );
    expect(await show(id)).toMatchObject({
      inactive: true,
      inactive_since: expect.any(String),
      inactive_reason: 'credentials_refused',
    });
    const listed = async (): Promise<object> =>
      (await api.get(`${CONFIGS}?limit=1000`)).body.configurations.find((config: { id: number }) => config.id === id);
    expect(await listed()).toMatchObject({
      inactive: true,
      is_ready_for_outbound: false,
      outbound_blocked_reason: 'credentials_refused',
    });
    const reactivated = await api.post(`${CONFIGS}/${id}/reactivate`);
    expect(reactivated.body).toMatchObject({
      inactive: false,
      inactive_since: null,
      inactive_reason: null,
      version: 2,
    });
    expect(await listed()).toMatchObject({
      inactive: false,
      is_ready_for_outbound: true,
      outbound_blocked_reason: null,
    });
    expect((await api.post(`${CONFIGS}/${id}/reactivate`)).body.version).toBe(2);
    expectProblem(await api.post(`${CONFIGS}/987654321/reactivate`), 'telephony_config_not_found');
  });

  it('count their active numbers in the list', async () => {
    const client = await app.organization('Counts');
    const [first, second] = [await createConfig(client), await createConfig(client)];
    for (const is_active of [true, true, false])
      await createNumber(client, first.id, { is_active, address: anAddress() });
    const { configurations } = (await client.get(CONFIGS)).body;
    expect(
      configurations.map((row: { id: number; phone_number_count: number }) => [row.id, row.phone_number_count]),
    ).toEqual([
      [first.id, 2],
      [second.id, 0],
    ]);
    expect(configurations[0]).not.toHaveProperty('credentials');
  });

  it('warn of inbound webhooks that could not be verified', async () => {
    const client = await app.organization('Warned');
    expect((await client.get(WARNINGS)).body).toEqual({
      telnyx_missing_webhook_public_key_count: 0,
      vonage_missing_signature_secret_count: 0,
      warnings: [],
    });
    const { credentials } = openAccount(sandbox, 'vonage');
    const vonage = { provider: 'vonage', account_sid: undefined, auth_token: undefined, ...credentials };
    await createConfig(client, { name: 'With a secret', config: vonage });
    const without = await createConfig(client, { name: 'Without', config: { ...vonage, signature_secret: null } });
    await createConfig(client);
    const { body } = await client.get(WARNINGS);
    expect(body).toEqual({
      telnyx_missing_webhook_public_key_count: 0,
      vonage_missing_signature_secret_count: 1,
      warnings: [
        {
          code: 'vonage_missing_signature_secret',
          telephony_configuration_id: without.id,
          detail: expect.stringContaining('"Without"'),
        },
      ],
    });
    await client.put(`${CONFIGS}/${without.id}?verify_credentials=false`, {
      config: { signature_secret: 'now-there-is-one' },
    });
    expect((await client.get(WARNINGS)).body.warnings).toEqual([]);
  });
});
