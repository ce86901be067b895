import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '../../src/common/errors/error-catalog.js';
import { aConfig } from '../factories/telephony-config.factory.js';
import { anAddress } from '../factories/phone-number.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { operationsOf } from '../support/openapi-operations.js';
import { API_KEYS, CONFIGS, UNVERIFIED_CONFIGS, numbersOf, ORGANIZATIONS, WORKFLOWS } from '../support/paths.js';
import { type Case, type ExpectRefusals, refusalsOf } from '../support/refusals.js';
import { TestApp } from '../support/test-app.js';
import { type Furnished, furnish, sendTo, WRITING_ROUTES, type WritingRoute } from '../support/writing-routes.js';

const LONE_SURROGATE = '\ud83d';
/** One letter to the eye, two code points: a heart and a variation selector. */
const HEART = '❤️';
/** One picture, seven code points joined by zero-width joiners. */
const FAMILY = '👩‍👩‍👧‍👦';

/** Everything that each kind of field must not take. Texts stand for JSON that no JavaScript value can be written as. */
const WRONG_VALUES: Readonly<Record<WritingRoute['fields'][string]['type'], readonly string[]>> = {
  text: ['5', 'true', '[]', '{}', '["text"]', '""', '"   "', '"\\u0000"', '"a\\nb"', '"\\u200b"'],
  boolean: ['"true"', '0', '1', '[]', '{}', '""'],
  id: ['"5"', '1.5', '0', '-1', '9007199254740992', '-9007199254740993', '1e400', '5e-324', 'true', '[5]', '{}'],
  object: ['"text"', '5', 'true', '[]', '[{}]'],
  ids: ['"5"', '5', '{}', '[]', '["5"]', '[0]', '[1.5]', '[null]', '[[5]]', '[9007199254740992]', '{"0": 5}'],
  texts: ['"read"', '5', '{}', '[]', '[5]', '["read", "read"]', '[null]', '[["read"]]', '["READ"]', '{"0": "read"}'],
};

/** Addresses that are text are read by their own module, which says more. */
const ADDRESS_CODES: Readonly<Record<string, ErrorCode>> = {
  '"   "': 'address_empty',
  '"a\\nb"': 'address_not_valid',
  '"\\u200b"': 'address_not_valid',
};

function withField(body: object, field: string, json: string): string {
  const { [field as keyof typeof body]: _replaced, ...rest } = body;
  return `${JSON.stringify(rest).slice(0, -1)}${Object.keys(rest).length > 0 ? ',' : ''}${JSON.stringify(field)}:${json}}`;
}

function nested(depth: number): unknown {
  return JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as unknown;
}

describe('bad input', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let tenant: Furnished;
  let api: ApiClient;
  let expectRefusals: ExpectRefusals;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    tenant = await furnish(app, 'Acme');
    api = tenant.api;
    expectRefusals = refusalsOf(app, sandbox.twilio);
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  it('knows every route that takes a body', () => {
    const documented = operationsOf(app.document)
      .filter(({ operation, isPublic }) => operation.requestBody !== undefined && !isPublic)
      .map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`);
    expect(WRITING_ROUTES.map(({ name }) => name).sort()).toEqual(documented.sort());
  });

  describe.each(WRITING_ROUTES.map((route) => [route.name, route] as const))('%s', (_name, route) => {
    const send = (body: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiResponse> =>
      sendTo(route, tenant, body, headers);
    const valid = (fields: object = {}): object => ({ ...route.body(tenant), ...fields });

    it('refuses what no field can hold', async () => {
      const { textField } = route;
      await expectRefusals([
        ['NUL in a text', 'validation_failed', () => send(valid({ [textField]: 'a\0b' }))],
        ['NUL in a key', 'validation_failed', () => send(valid({ 'a\0b': 1 }))],
        ['half a surrogate pair', 'validation_failed', () => send(valid({ [textField]: `a${LONE_SURROGATE}` }))],
        ['half a surrogate pair in a key', 'validation_failed', () => send(valid({ [LONE_SURROGATE]: 1 }))],
        ['nesting', 'validation_failed', () => send(valid({ [textField]: nested(40) }))],
        ['deep nesting', 'validation_failed', () => send(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)],
        ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'surprise'].map((key): Case => [
          `the key ${key}`,
          'validation_failed',
          () => send(withField(valid(), key, '{"a":1}')),
        ]),
        ['a key of an object inside', 'validation_failed', () => send(withField(valid(), 'a', '{"__proto__":1}'))],
        ['a rounded integer', 'validation_failed', () => send(withField(valid(), 'a', '9007199254740993'))],
        ['an infinite number', 'validation_failed', () => send(withField(valid(), 'a', '1e400'))],
      ]);
    });

    it('refuses what is not the JSON of an object', async () => {
      const malformed = ['{', '{"name":', "{'name':'x'}", 'null', '"text"', '5', 'true', '[1,]', '{"a":1}}'];
      await expectRefusals([
        ...malformed.map((text): Case => [text, 'malformed_json', () => send(text)]),
        ['invalid UTF-8 in gzip', 'malformed_json', () => send('not gzip', { 'Content-Encoding': 'gzip' })],
        ['an empty array', 'validation_failed', () => send('[]')],
        ['an array', 'validation_failed', () => send([valid()])],
        ['no body', 'validation_failed', () => send(undefined)],
        ['an empty body', 'validation_failed', () => send('')],
      ]);
    });

    it('refuses other media types', async () => {
      const body = JSON.stringify(valid());
      const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', 'json', ''];
      await expectRefusals([
        ...[...types, 'application/json; charset=latin1', 'application/json; charset=x'].map((type): Case => [
          type,
          'unsupported_media_type',
          () => send(body, { 'Content-Type': type }),
        ]),
        ['an unknown encoding', 'unsupported_media_type', () => send(body, { 'Content-Encoding': 'compress' })],
      ]);
    });

    it('refuses wrong types, and null where it means nothing', async () => {
      await expectRefusals(
        Object.entries(route.fields).flatMap(([field, { type, nullable }]) =>
          [...WRONG_VALUES[type], ...(nullable ? [] : ['null'])].map((json): Case => {
            const code = (field === 'address' ? ADDRESS_CODES[json] : undefined) ?? 'validation_failed';
            return [`${field}: ${json}`, code, () => send(withField(valid(), field, json))];
          }),
        ),
      );
    });
  });

  it('refuses bodies beyond 1 MiB, whatever they are packed in', async () => {
    const tenMegabytes = JSON.stringify({ name: 'x'.repeat(10 * 1024 * 1024) });
    await expectRefusals([
      ...WRITING_ROUTES.map((route): Case => [route.name, 'body_too_large', () => sendTo(route, tenant, tenMegabytes)]),
      [
        'a body that unpacks to ten megabytes',
        'body_too_large',
        () =>
          api.send('POST', WORKFLOWS, undefined, {
            rawBody: gzipSync(tenMegabytes),
            headers: { 'Content-Encoding': 'gzip' },
          }),
      ],
    ]);
    const chunked = await fetch(`${app.baseUrl}${WORKFLOWS}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: new Blob([tenMegabytes]).stream(),
      duplex: 'half',
    });
    expect(chunked.status).toBe(413);
  });

  it('counts texts in code points', async () => {
    const field = (path: string, name: string, text: string, body: object = {}): Promise<ApiResponse> =>
      api.put(path, { ...body, [name]: text });
    const workflow = `${WORKFLOWS}/${tenant.workflowId}`;
    const config = `${CONFIGS}/${tenant.configId}`;
    const number = `${numbersOf(tenant.configId)}/${tenant.numberId}`;
    const longest = ['a'.repeat(64), 'é'.repeat(64), '😀'.repeat(64), HEART.repeat(32), `${FAMILY.repeat(9)}a`];
    for (const [path, name] of [
      [workflow, 'name'],
      [config, 'name'],
      [number, 'label'],
    ] as const) {
      for (const text of longest) expect((await field(path, name, text)).body[name]).toBe(text);
      await expectRefusals(
        [...longest.map((text) => `${text}a`), HEART.repeat(33), 'a'.repeat(1000)].map((text): Case => [
          `${name} of ${[...text].length}`,
          'validation_failed',
          () => field(path, name, text),
        ]),
      );
    }
    await expectRefusals([
      ['name of an organization', 'validation_failed', () => app.root.post(ORGANIZATIONS, { name: '😀'.repeat(65) })],
      ['name of a key', 'validation_failed', () => api.post(API_KEYS, { name: '😀'.repeat(65), scopes: ['read'] })],
      ['address', 'validation_failed', () => api.post(numbersOf(tenant.configId), { address: '1'.repeat(256) })],
      [
        'address of selectors',
        'validation_failed',
        () => api.post(numbersOf(tenant.configId), { address: `+14155551234${'\ufe0f'.repeat(300)}` }),
      ],
      [
        'text of a target',
        'validation_failed',
        () => api.put(workflow, { target: { type: 'say', text: 'a'.repeat(2001) } }),
      ],
      [
        'URL of a target',
        'validation_failed',
        () => api.put(workflow, { target: { type: 'webhook', url: `https://a.example/${'a'.repeat(2048)}` } }),
      ],
    ]);
    // U+FDFA is one character that becomes eighteen when names are compared.
    expect((await api.put(config, { name: '\ufdfa'.repeat(64) })).status).toBe(200);
  });

  it('takes 16 KiB of metadata and no byte more', async () => {
    const number = `${numbersOf(tenant.configId)}/${tenant.numberId}`;
    const ofSize = (bytes: number, letter = 'a'): { extra_metadata: object } => {
      const room = bytes - JSON.stringify({ note: '' }).length;
      return { extra_metadata: { note: letter.repeat(room / Buffer.byteLength(letter)) } };
    };
    expect((await api.put(number, ofSize(16_384))).body.extra_metadata).toEqual(ofSize(16_384).extra_metadata);
    await api.put(number, { extra_metadata: { some: 'a'.repeat(16_000) } });
    await expectRefusals([
      ['one byte too many', 'validation_failed', () => api.put(number, ofSize(16_385))],
      ['letters of two bytes', 'validation_failed', () => api.put(number, ofSize(16_385 + 1, 'é'))],
      [
        'too much after merging',
        'validation_failed',
        () => api.patch(number, { extra_metadata: { more: 'a'.repeat(1_000) } }),
      ],
      [
        'on creation',
        'validation_failed',
        () => api.post(numbersOf(tenant.configId), { address: anAddress(), ...ofSize(16_385) }),
      ],
    ]);
  });

  it('refuses metadata that could not be given back as it was sent', async () => {
    const number = `${numbersOf(tenant.configId)}/${tenant.numberId}`;
    const faults: [json: string, pointer: string, code: string][] = [
      ['{"a": 1e400}', '/extra_metadata/a', 'number_out_of_range'],
      ['{"a": {"b": [0, -1e309]}}', '/extra_metadata/a/b/1', 'number_out_of_range'],
      ['{"a": 9007199254740992}', '/extra_metadata/a', 'number_out_of_range'],
      ['{"a": -1e20}', '/extra_metadata/a', 'number_out_of_range'],
      ['{"toString": 1}', '/extra_metadata/toString', 'forbidden_key'],
      ['{"a": [{"valueOf": 1}]}', '/extra_metadata/a/0/valueOf', 'forbidden_key'],
      ['{"__proto__": {"admin": true}}', '/extra_metadata/__proto__', 'forbidden_key'],
      ['{"a/b": {"constructor": 1}}', '/extra_metadata/a~1b/constructor', 'forbidden_key'],
      ['{"a": "\\u0000"}', '/extra_metadata/a', 'control_character'],
      ['{"a": "\\udc00"}', '/extra_metadata/a', 'malformed_text'],
    ];
    await expectRefusals(
      faults.flatMap(([json]) =>
        ['PUT', 'PATCH'].map((method): Case => [
          `${method} ${json}`,
          'validation_failed',
          () => api.send(method, number, undefined, { rawBody: `{"extra_metadata": ${json}}` }),
        ]),
      ),
    );
    for (const [json, pointer, code] of faults) {
      const { body } = await api.put(number, undefined, { rawBody: `{"extra_metadata": ${json}}` });
      expect(body.errors).toEqual([{ pointer, code, detail: expect.any(String) }]);
    }
    const extra_metadata = { a: 2 ** 53 - 1, b: -0.1e-5, c: 1.5e-300, d: [], e: { then: 'x', length: 1, name: '' } };
    expect((await api.put(number, { extra_metadata })).body.extra_metadata).toEqual(extra_metadata);
  });

  it('refuses credentials that are blank, unknown, masked or of the wrong kind', async () => {
    const create =
      (config: object): (() => Promise<ApiResponse>) =>
      () =>
        api.post(UNVERIFIED_CONFIGS, aConfig({ config }));
    const update =
      (config: object): (() => Promise<ApiResponse>) =>
      () =>
        api.put(`${CONFIGS}/${tenant.configId}?verify_credentials=false`, { config });
    const faults: [string, ErrorCode, object][] = [
      ['blank', 'validation_failed', { auth_token: '' }],
      ['spaces', 'validation_failed', { auth_token: '   ' }],
      ['inner space', 'validation_failed', { auth_token: 'a b' }],
      ['null', 'validation_failed', { auth_token: null }],
      ['number', 'validation_failed', { auth_token: 5 }],
      ['too long', 'validation_failed', { auth_token: 'a'.repeat(129) }],
      ['pattern', 'validation_failed', { account_sid: 'not an account' }],
      ['object', 'validation_failed', { account_sid: { toJSON: 'x' } }],
      ['boolean as text', 'validation_failed', { amd_enabled: 'true' }],
      ['unknown', 'validation_failed', { api_key: 'x' }],
      ['half a pair', 'validation_failed', { region: 'ie1' }],
      ['mask', 'masked_value_stale', { auth_token: '****abcd' }],
      ['short mask', 'masked_value_stale', { auth_token: '****' }],
      ['mask inside', 'masked_value_stale', { account_sid: `AC****${'0'.repeat(28)}` }],
    ];
    await expectRefusals([
      ...faults.flatMap(([what, code, config]): Case[] => [
        [`POST ${what}`, code, create(config)],
        [`PUT ${what}`, code, update(config)],
      ]),
      ['no provider', 'provider_unknown', () => api.post(CONFIGS, { name: 'x', config: { auth_token: 'x' } })],
      ...['nobody', '__proto__', 'toString', 'Twilio', '', 'twilio '].map((provider): Case => [
        `provider ${provider}`,
        'provider_unknown',
        create({ provider }),
      ]),
      ['provider of another type', 'provider_unknown', create({ provider: ['twilio'] })],
    ]);
    const secret = 'this is a secret';
    const refusal = await api.post(
      UNVERIFIED_CONFIGS,
      aConfig({ config: { auth_token: secret, account_sid: secret } }),
    );
    expect(JSON.stringify(refusal.body)).not.toContain(secret);
    expect(refusal.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/config/account_sid',
      '/config/auth_token',
    ]);
  });

  it('refuses values that only look right', async () => {
    const workflow = `${WORKFLOWS}/${tenant.workflowId}`;
    const targets = [
      {},
      { type: 'fax' },
      { type: 'toString' },
      { type: {} },
      { type: ['say'], text: 'x' },
      { type: 'say' },
      { type: 'say', text: '' },
      { type: 'say', text: 'x', url: 'https://a.example' },
      { type: 'say', text: 'x', language: 'english please' },
      { type: 'say', text: 'x', language: null },
      { type: 'stream', url: 'https://a.example' },
      { type: 'stream', url: 'wss://' },
      { type: 'stream', url: 'wss://a.example', parameters: { a: 1 } },
      { type: 'stream', url: 'wss://a.example', parameters: ['a'] },
      { type: 'stream', url: 'wss://a.example', parameters: { a: 'x'.repeat(1025) } },
      {
        type: 'stream',
        url: 'wss://a.example',
        parameters: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [n, 'x'])),
      },
      { type: 'webhook', url: 'http://a.example' },
      { type: 'webhook', url: 'javascript:alert(1)' },
      { type: 'webhook', url: 'https://a b' },
      { type: 'dial', to: '4155551234' },
      { type: 'dial', to: 'not a number' },
      { type: 'dial', to: '+1' },
    ];
    const keys = [
      { expires_at: '2020-01-01T00:00:00Z' },
      { expires_at: '2030-01-01T00:00:00' },
      { expires_at: '2030-02-30T00:00:00Z' },
      { expires_at: 'tomorrow' },
      { expires_at: '+275000-01-01T00:00:00Z' },
      { scopes: ['read', 'everything'] },
    ];
    await expectRefusals([
      ...targets.flatMap((target): Case[] => [
        [`PUT ${JSON.stringify(target)}`, 'validation_failed', () => api.put(workflow, { target })],
        [`POST ${JSON.stringify(target)}`, 'validation_failed', () => api.post(WORKFLOWS, { name: 'x', target })],
        [
          `fallback ${JSON.stringify(target)}`,
          'validation_failed',
          () => api.put(workflow, { fallback_target: target }),
        ],
      ]),
      ...keys.map((fields): Case => [
        JSON.stringify(fields),
        'validation_failed',
        () => api.post(API_KEYS, { name: 'x', scopes: ['read'], ...fields }),
      ]),
      [
        'a workflow that does not exist',
        'workflow_not_found',
        () =>
          api.post(`${numbersOf(tenant.configId)}?skip_ownership_check=true`, {
            address: anAddress(),
            inbound_workflow_id: 2 ** 53 - 1,
          }),
      ],
    ]);
  });

  it('says of every address why it does not do, without asking the carrier', async () => {
    const refused: [string, string | undefined, ErrorCode][] = [
      ['   ', undefined, 'address_empty'],
      ['4155551234', undefined, 'country_code_required'],
      ['+1415555', undefined, 'address_not_valid'],
      ['+0000000000', undefined, 'address_not_valid'],
      ['+1415555\u200b1234', undefined, 'address_not_valid'],
      ['+14155551234x55', undefined, 'address_not_valid'],
      ['sip:alice@example.com', undefined, 'address_type_not_supported'],
      ['1001', undefined, 'address_type_not_supported'],
      ['4155551234', 'ZZ', 'country_code_not_valid'],
      ['4155551234', 'USA', 'validation_failed'],
      ['4155551234', '', 'validation_failed'],
    ];
    await expectRefusals(
      refused.map(([address, country, code]): Case => [
        `${address} ${country}`,
        code,
        () =>
          api.post(numbersOf(tenant.configId), {
            address,
            ...(country === undefined ? {} : { country_code: country }),
          }),
      ]),
    );
  });
});
