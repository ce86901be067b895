import 'reflect-metadata';
import fc from 'fast-check';
import { ConfigurationError } from './configuration.error.js';
import { loadEnvironment, VARIABLE_NAMES } from './load-environment.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

function faultsOf(source: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadEnvironment(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('needs nothing', () => {
    const { variables, carrierBaseUrls } = loadEnvironment({});
    expect({ ...variables }).toEqual({
      HOST: '127.0.0.1',
      PORT: 3000,
      DATABASE_POOL_SIZE: 10,
      DATA_DIR: './data',
      RECONCILE_INTERVAL_MINUTES: 60,
      CALL_RETENTION_DAYS: 90,
      ROUTE_CACHE_SIZE: 200_000,
      ROUTE_SNAPSHOT_MAX_AGE: '24h',
      LOG_LEVEL: 'info',
    });
    expect(carrierBaseUrls.size).toBe(0);
  });

  it('takes a blank variable for one that is not set', () => {
    const blank = Object.fromEntries([...VARIABLE_NAMES, 'TWILIO_API_BASE_URL'].map((name) => [name, '  ']));
    expect(loadEnvironment(blank)).toEqual(loadEnvironment({}));
  });

  it('reads every variable', () => {
    const source = {
      HOST: '0.0.0.0',
      PORT: '8080',
      PUBLIC_BASE_URL: 'https://calls.example.com/dialplane/',
      DATABASE_URL: 'postgres://user:pass@db.example.com/dialplane',
      DATABASE_POOL_SIZE: '25',
      DATA_DIR: '/srv/dialplane',
      ENCRYPTION_KEYS: `${KEY}, ${Buffer.alloc(32, 8).toString('base64url')}`,
      BOOTSTRAP_API_KEY: 'x'.repeat(32),
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'json',
      TRUST_PROXY: '10.0.0.0/8, ::1',
      OUTBOUND_ALLOW_CIDRS: '10.20.0.0/16, 192.168.1.5',
      RECONCILE_INTERVAL_MINUTES: '0',
      CALL_RETENTION_DAYS: '30',
      ROUTE_CACHE_SIZE: '1000',
      ROUTE_SNAPSHOT_MAX_AGE: '2h',
    };
    expect(Object.keys(source).sort()).toEqual([...VARIABLE_NAMES].sort());
    expect({ ...loadEnvironment(source).variables }).toEqual({
      ...source,
      PORT: 8080,
      DATABASE_POOL_SIZE: 25,
      RECONCILE_INTERVAL_MINUTES: 0,
      CALL_RETENTION_DAYS: 30,
      ROUTE_CACHE_SIZE: 1000,
      PUBLIC_BASE_URL: 'https://calls.example.com/dialplane',
    });
  });

  it.each([
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['PUBLIC_BASE_URL', 'calls.example.org'],
    ['PUBLIC_BASE_URL', 'ftp://calls.example.com'],
    ['PUBLIC_BASE_URL', 'https://user:pass@calls.example.com'],
    ['PUBLIC_BASE_URL', 'https://calls.example.com/?a=1'],
    ['PUBLIC_BASE_URL', 'https://calls.example.com/#a'],
    ['DATABASE_URL', 'mysql://db/dialplane'],
    ['DATABASE_POOL_SIZE', '1'],
    ['DATABASE_POOL_SIZE', '201'],
    ['RECONCILE_INTERVAL_MINUTES', '-1'],
    ['RECONCILE_INTERVAL_MINUTES', 'hourly'],
    ['ENCRYPTION_KEYS', 'too short'],
    ['ENCRYPTION_KEYS', `${KEY},`],
    ['ENCRYPTION_KEYS', `${KEY},${KEY.slice(0, 20)}`],
    ['ENCRYPTION_KEYS', Buffer.alloc(16).toString('base64')],
    ['BOOTSTRAP_API_KEY', 'short'],
    ['BOOTSTRAP_API_KEY', 'x'.repeat(257)],
    ['BOOTSTRAP_API_KEY', `${'x'.repeat(32)} y`],
    ['LOG_LEVEL', 'loud'],
    ['LOG_FORMAT', 'xml'],
    ['OUTBOUND_ALLOW_CIDRS', '10.0.0.0/33'],
    ['OUTBOUND_ALLOW_CIDRS', 'pbx.example.com'],
    ['OUTBOUND_ALLOW_CIDRS', '10.0.0.1 10.0.0.2'],
    ['TRUST_PROXY', '$proxy'],
    ['TWILIO_API_BASE_URL', 'not a url'],
    ['VONAGE_REST_BASE_URL', 'https://user:pass@rest.example.com'],
  ])('refuses %s=%s in a line that names it and never repeats it', (name, value) => {
    const needed = name === 'DATABASE_URL' ? { ENCRYPTION_KEYS: KEY } : {};
    const faults = faultsOf({ ...needed, [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(name);
    if (value.length > 4) expect(faults[0]).not.toContain(value);
  });

  it('says everything that is wrong at once', () => {
    const faults = faultsOf({
      PORT: 'x',
      PUBLIC_BASE_URL: 'x',
      DATABASE_URL: 'x',
      LOG_LEVEL: 'x',
      PLIVO_API_BASE_URL: 'x',
    });
    const named = ['PORT', 'PUBLIC_BASE_URL', 'DATABASE_URL', 'LOG_LEVEL', 'ENCRYPTION_KEYS', 'PLIVO_API_BASE_URL'];
    expect(faults.map((fault) => fault.split(' ', 1)[0]).sort()).toEqual(named.sort());
    const error = new ConfigurationError(faults);
    expect(error.message.split('\n')).toHaveLength(1 + faults.length);
  });

  it('refuses a database of the operator’s without encryption keys, and says how to make one', () => {
    const DATABASE_URL = 'postgres://user:pass@db/dialplane';
    expect(faultsOf({ DATABASE_URL })).toEqual([expect.stringMatching(/^ENCRYPTION_KEYS.*openssl rand -base64 32/)]);
    expect(faultsOf({ DATABASE_URL, ENCRYPTION_KEYS: KEY })).toEqual([]);
  });

  it('reads the base URLs of carriers it has never heard of, without their trailing slash', () => {
    const { carrierBaseUrls } = loadEnvironment({
      ACME_API_BASE_URL: 'http://127.0.0.1:1234/api//',
      ACME_REST_BASE_URL: 'https://rest.acme.example',
      API_BASE_URL: 'nonsense',
      acme_API_BASE_URL: 'nonsense',
    });
    expect([...carrierBaseUrls]).toEqual([
      ['ACME_API_BASE_URL', 'http://127.0.0.1:1234/api'],
      ['ACME_REST_BASE_URL', 'https://rest.acme.example'],
    ]);
  });

  it('never throws anything but its own error, and never shows a value of a secret', () => {
    const variable = fc.constantFrom(...VARIABLE_NAMES, 'TWILIO_API_BASE_URL');
    const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl(), fc.integer().map(String));
    fc.assert(
      fc.property(fc.dictionary(variable, value, { noNullPrototype: true }), (source) => {
        const faults = faultsOf(source).join('\n');
        for (const name of ['BOOTSTRAP_API_KEY', 'ENCRYPTION_KEYS', 'DATABASE_URL']) {
          const secret = source[name] ?? '';
          if (secret.length > 24) expect(faults).not.toContain(secret);
        }
      }),
      { numRuns: 300 },
    );
  });
});
