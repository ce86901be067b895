import type { AppConfig } from './app-config.js';
import { ConfigurationError } from './configuration.error.js';
import { parseEncryptionKeys } from './encryption-keys.js';
import type { Environment } from './environment.js';
import { networksOf } from './is-network-list.validator.js';
import type { LoadedEnvironment } from './load-environment.js';

interface Resolved {
  /** The operator's `DATABASE_URL`, or that of the embedded server. */
  databaseUrl: string;
  /** The operator's `ENCRYPTION_KEYS`, or the generated key. */
  encryptionKeys: string;
}

function trustProxy(value: string | undefined): boolean | number | string {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  return /^[0-9]+$/.test(value) ? Number(value) : value;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Of a validated duration such as `90m`. */
function durationMs(text: string): number {
  return Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0);
}

/** Terminals get readable lines, pipes get JSON, unless the operator says otherwise. */
export function isPretty(variables: Environment): boolean {
  return variables.LOG_FORMAT === undefined ? process.stdout.isTTY : variables.LOG_FORMAT === 'pretty';
}

/** Builds the application's configuration from the environment and from what the start has resolved. */
export function buildAppConfig({ variables, carrierBaseUrls }: LoadedEnvironment, resolved: Resolved): AppConfig {
  const [newest, ...older] = parseEncryptionKeys(resolved.encryptionKeys) ?? [];
  if (!newest)
    throw new ConfigurationError([
      'the encryption key in DATA_DIR is damaged: restore the file encryption-key from a backup',
    ]);
  return {
    http: { host: variables.HOST, port: variables.PORT, trustProxy: trustProxy(variables.TRUST_PROXY) },
    publicBaseUrl: variables.PUBLIC_BASE_URL ?? null,
    database: { url: resolved.databaseUrl, poolSize: variables.DATABASE_POOL_SIZE },
    dataDir: variables.DATA_DIR,
    encryptionKeys: [newest, ...older],
    bootstrapApiKey: variables.BOOTSTRAP_API_KEY ?? null,
    reconcileIntervalMinutes: variables.RECONCILE_INTERVAL_MINUTES,
    routes: {
      cacheSize: variables.ROUTE_CACHE_SIZE,
      snapshotMaxAgeMs: durationMs(variables.ROUTE_SNAPSHOT_MAX_AGE),
    },
    callRetentionDays: variables.CALL_RETENTION_DAYS,
    log: { level: variables.LOG_LEVEL, pretty: isPretty(variables) },
    carrierBaseUrls,
    outboundAllowCidrs: networksOf(variables.OUTBOUND_ALLOW_CIDRS),
  };
}
