import { randomBytes } from 'node:crypto';
import { MetricsRegistry } from '../../../common/metrics/metrics-registry.js';
import type { AppConfig } from '../../../config/app-config.js';
import { KeyRing } from '../../../crypto/key-ring.js';
import type { Database } from '../../../database/database.js';
import type { ProviderRegistry } from '../../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from '../../../telephony/configs/credential-vault.js';
import { SigningSecrets } from '../../../telephony/rotation/signing-secrets.js';
import { WorkflowSecretVault } from '../../../workflows/signing/workflow-secret-vault.js';
import { DatabaseOutage } from '../database-outage.js';
import { RouteCache } from '../route-cache.js';
import { RouteLoader } from '../route-loader.js';
import { RouteMemory } from '../route-memory.js';
import { RouteMetrics } from '../route-metrics.js';
import { RouteReader } from '../route-reader.js';
import { RouteReads } from '../route-reads.js';
import { RouteRefresher } from '../route-refresher.js';
import { RouteSnapshot } from '../route-snapshot.js';
import { RouteWatch } from '../route-watch.js';
import type { HandClock } from './hand-clock.js';
import type { ModelDatabase } from './model-database.js';

/** A provider whose webhooks are signed with the credential `token`. */
const REGISTRY = {
  get: () => ({ metadata: { signingSecret: { field: 'token' } } }),
} as unknown as ProviderRegistry;

interface RigOptions {
  clock: HandClock;
  database: ModelDatabase;
  dataDir?: string;
  encryptionKeys?: readonly [Buffer, ...Buffer[]];
  routes?: Partial<AppConfig['routes']>;
}

/** The route table put together by hand, on a model of the database and a clock that is told to go. */
export class RouteRig {
  readonly watch: RouteWatch;
  readonly outage: DatabaseOutage;
  readonly memory: RouteMemory;
  readonly refresher: RouteRefresher;
  readonly cache: RouteCache;
  readonly snapshot: RouteSnapshot;
  readonly vault: CredentialVault;
  readonly workflowVault: WorkflowSecretVault;

  constructor({ clock, database, dataDir = '/nowhere', encryptionKeys, routes }: RigOptions) {
    const config = {
      dataDir,
      encryptionKeys: encryptionKeys ?? [randomBytes(32)],
      routes: { cacheSize: 1_000, snapshotMaxAgeMs: 86_400_000, ...routes },
    } as unknown as AppConfig;
    const [keys, metrics] = [new KeyRing(config), new MetricsRegistry()];
    this.vault = new CredentialVault(keys);
    this.workflowVault = new WorkflowSecretVault(keys);
    this.watch = new RouteWatch(clock);
    this.outage = new DatabaseOutage(clock);
    const secrets = new SigningSecrets(REGISTRY, this.vault);
    this.memory = new RouteMemory(config, this.vault, secrets, this.workflowVault);
    const reader = new RouteReader(database as unknown as Database);
    const loader = new RouteLoader(reader, this.memory, this.watch, this.outage);
    this.refresher = new RouteRefresher(config, loader, this.memory, this.watch, clock);
    const reads = new RouteReads(this.outage, clock);
    const routeMetrics = new RouteMetrics(metrics, this.memory, this.watch);
    this.cache = new RouteCache(config, this.memory, loader, reads, routeMetrics, clock);
    this.snapshot = new RouteSnapshot(config, this.memory, this.watch, clock, keys, metrics);
  }
}
