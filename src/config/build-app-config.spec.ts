import 'reflect-metadata';
import { buildAppConfig } from './build-app-config.js';
import { ConfigurationError } from './configuration.error.js';
import { loadEnvironment } from './load-environment.js';

const NEW = Buffer.alloc(32, 1);
const OLD = Buffer.alloc(32, 2);
const resolved = { databaseUrl: 'postgres://db/x', encryptionKeys: NEW.toString('base64') };

describe('the configuration of the application', () => {
  it('is built from the environment and from what the start resolved', () => {
    const environment = loadEnvironment({ PORT: '0', LOG_FORMAT: 'json', TWILIO_API_BASE_URL: 'http://127.0.0.1:1' });
    expect(buildAppConfig(environment, resolved)).toEqual({
      http: { host: '127.0.0.1', port: 0, trustProxy: false },
      publicBaseUrl: null,
      database: { url: 'postgres://db/x', poolSize: 10 },
      encryptionKeys: [NEW],
      bootstrapApiKey: null,
      dataDir: './data',
      routes: { cacheSize: 200_000, snapshotMaxAgeMs: 86_400_000 },
      callRetentionDays: 90,
      reconcileIntervalMinutes: 60,
      log: { level: 'info', pretty: false },
      carrierBaseUrls: new Map([['TWILIO_API_BASE_URL', 'http://127.0.0.1:1']]),
      outboundAllowCidrs: [],
    });
  });

  it('opens the networks that the operator names', () => {
    const environment = loadEnvironment({ OUTBOUND_ALLOW_CIDRS: ' 10.20.0.0/16, fd12::/64,192.168.1.5, ' });
    expect(buildAppConfig(environment, resolved).outboundAllowCidrs).toEqual([
      '10.20.0.0/16',
      'fd12::/64',
      '192.168.1.5',
    ]);
  });

  it('has the newest key first', () => {
    const encryptionKeys = `${NEW.toString('base64')} , ${OLD.toString('base64url')}`;
    expect(buildAppConfig(loadEnvironment({}), { ...resolved, encryptionKeys }).encryptionKeys).toEqual([NEW, OLD]);
  });

  it.each([
    [undefined, false],
    ['false', false],
    ['true', true],
    ['2', 2],
    ['10.0.0.0/8, ::1', '10.0.0.0/8, ::1'],
  ])('takes TRUST_PROXY=%s for %j', (value, expected) => {
    const source = value === undefined ? {} : { TRUST_PROXY: value };
    expect(buildAppConfig(loadEnvironment(source), resolved).http.trustProxy).toBe(expected);
  });

  it('is refused with a damaged key file, and says what to do', () => {
    for (const encryptionKeys of ['', 'damaged', NEW.toString('base64').slice(1)]) {
      const build = (): unknown => buildAppConfig(loadEnvironment({}), { ...resolved, encryptionKeys });
      expect(build).toThrow(ConfigurationError);
      expect(build).toThrow(/restore the file encryption-key from a backup/);
    }
  });
});
