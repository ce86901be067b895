import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { numbersOf, PHONE_NUMBERS, WORKFLOWS } from '../support/paths.js';
import { TestApp } from '../support/test-app.js';
import { type Furnished, furnish, sendTo, WRITING_ROUTES } from '../support/writing-routes.js';

const RUNS = 150;

/** Texts that have broken a parser somewhere, and texts of any code units. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '__proto__',
    'say',
    'stream',
    'twilio',
    '****',
    '+14155551234',
    'null',
    '\ufdfa',
  ),
);

const anyJson = fc.jsonValue({ maxDepth: 4, noUnicodeString: false, stringUnit: 'binary' } as fc.JsonSharedConstraints);

const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 1, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308));

const value = fc.oneof(text, number, fc.boolean(), fc.constant(null), anyJson, fc.array(text, { maxLength: 4 }));

/** Objects that resemble the parts of a body: the interesting faults are close to what is right. */
const part = fc.dictionary(
  fc.oneof(
    fc.constantFrom('type', 'text', 'url', 'to', 'language', 'parameters', 'provider', 'account_sid', 'auth_token'),
    text,
  ),
  fc.oneof(value, fc.dictionary(text, value, { maxKeys: 3 })),
  { maxKeys: 5 },
);

const fields = [...new Set(WRITING_ROUTES.flatMap((route) => Object.keys(route.fields)))];

const changes = fc.dictionary(
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fields) }, text),
  fc.oneof(value, part),
  {
    maxKeys: 4,
  },
);

describe('any input', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let tenant: Furnished;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    tenant = await furnish(app, 'Acme');
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  it('is answered by every writing route without an error of ours, and as documented', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WRITING_ROUTES),
        fc.oneof({ weight: 3, arbitrary: fc.tuple(fc.boolean(), changes) }, { weight: 1, arbitrary: anyJson }),
        async (route, input) => {
          const isChange = Array.isArray(input) && typeof input[0] === 'boolean';
          const [isOnValid, body] = isChange ? input : [false, input];
          const sent = isOnValid ? { ...route.body(tenant), ...(body as object) } : body;
          const answer = await sendTo(route, tenant, JSON.stringify(sent));
          expect(answer.status).toBeLessThan(500);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('is answered by the readers without an error of ours', async () => {
    const name = fc.oneof(
      fc.constantFrom('q', 'label', 'limit', 'cursor', 'order', 'country_code', 'provider', 'unbound'),
      text,
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, text, { maxKeys: 3 }), text, async (query, address) => {
        const parameters = new URLSearchParams(Object.entries(query));
        for (const path of [PHONE_NUMBERS, WORKFLOWS, numbersOf(tenant.configId)]) {
          expect((await tenant.api.get(`${path}?${parameters.toString()}`)).status).toBeLessThan(500);
        }
        const segment = encodeURIComponent(address.toWellFormed());
        const found = await tenant.api.get(`${PHONE_NUMBERS}/by-address/${segment}`);
        expect(found.status).toBeLessThan(500);
      }),
      { numRuns: 50 },
    );
  });

  it('comes back as metadata exactly as it was sent, or is refused', async () => {
    const path = `${numbersOf(tenant.configId)}/${tenant.numberId}`;
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.oneof(text, fc.constantFrom('a', 'b')), fc.oneof(anyJson, value)),
        async (sent) => {
          const json = JSON.stringify({ extra_metadata: sent });
          const answer = await tenant.api.put(path, undefined, { rawBody: json });
          if (answer.status === 422) return;
          kept += 1;
          expect(answer.status).toBe(200);
          // JSON has no negative zero once it is serialised.
          const expected = (JSON.parse(JSON.stringify(JSON.parse(json))) as { extra_metadata: object }).extra_metadata;
          expect(isDeepStrictEqual(answer.body.extra_metadata, expected)).toBe(true);
          expect(isDeepStrictEqual((await tenant.api.get(path)).body.extra_metadata, expected)).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
    expect(kept).toBeGreaterThan(10);
  });
});
