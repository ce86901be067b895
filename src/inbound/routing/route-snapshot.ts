import { join } from 'node:path';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { MetricsRegistry } from '../../common/metrics/metrics-registry.js';
import { AppConfig } from '../../config/app-config.js';
import { KeyRing } from '../../crypto/key-ring.js';
import { RouteClock } from './route-clock.js';
import { RouteMemory } from './route-memory.js';
import { RouteWatch } from './route-watch.js';
import { SnapshotDamagedError, SnapshotFile } from './snapshot-file.js';
import { SnapshotLoading, snapshotLines } from './snapshot-lines.js';

const FILE = 'routes.snapshot';
/** How often changes are written at most. */
const INTERVAL_MS = 30_000;
/** Without changes, it is written again so that it does not grow old. */
const RENEWAL_MS = 600_000;
/** How far clocks of two machines may differ. */
const CLOCK_TOLERANCE_MS = 300_000;

/**
 * The last known routes on disk, signed with the installation's key, for a start while the database is away. Secrets are
 * in it as they are in the database: sealed.
 */
@Injectable()
export class RouteSnapshot implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RouteSnapshot.name);
  private readonly file: SnapshotFile;
  private readonly path: string;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private written = { revision: 0, at: -Infinity };
  private hasFailed = false;
  private loading: Promise<boolean> | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly memory: RouteMemory,
    private readonly watch: RouteWatch,
    private readonly clock: RouteClock,
    keys: KeyRing,
    registry: MetricsRegistry,
  ) {
    this.path = join(config.dataDir, FILE);
    this.file = new SnapshotFile(this.path, () => keys.streamSignature('route-snapshot'));
    const age = (): number => (clock.now() - this.written.at) / 1_000;
    new Gauge({
      name: 'dialplane_route_snapshot_age_seconds',
      help: 'How long ago the last known routes were written to disk',
      registers: [registry],
      collect() {
        if (Number.isFinite(age())) this.set(age());
      },
    });
  }

  /** Before anything is asked of the database. */
  async onModuleInit(): Promise<void> {
    await this.load();
  }

  /** Loads what is there, once. @returns whether calls can be answered from it */
  load(): Promise<boolean> {
    this.loading ??= this.tryLoading();
    return this.loading;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.writeIfDue(), INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.writing;
    if (this.memory.revision !== this.written.revision || this.watch.session) await this.write();
  }

  private async tryLoading(): Promise<boolean> {
    try {
      return await this.read();
    } catch (error) {
      const damaged = 'it was changed, cut off, or signed with a key that is not in ENCRYPTION_KEYS';
      const reason = error instanceof SnapshotDamagedError ? damaged : 'it cannot be read';
      return this.refuse(reason, describeSafely(error));
    }
  }

  private async read(): Promise<boolean> {
    const { maxAgeMs, ...times } = { maxAgeMs: this.config.routes.snapshotMaxAgeMs, ...this.times() };
    const loading = new SnapshotLoading(this.memory, { ...times, maxAgeMs });
    let refusal: string | null = null;
    let isHead = true;
    const exists = await this.file.read((line) => {
      if (isHead) refusal = this.faultOf(loading.begin(line));
      else if (refusal === null) loading.take(line);
      isHead = false;
    });
    if (refusal !== null) {
      this.memory.allAccounts = null;
      return this.refuse(refusal);
    }
    if (exists) this.logger.log(this.memory.size, 'The last known routes were loaded');
    this.written.revision = this.memory.revision;
    return exists;
  }

  /** Why a snapshot of this age is not used; null when it is. */
  private faultOf(ageMs: number | null): string | null {
    if (ageMs === null) return 'another release has written it';
    if (ageMs < -CLOCK_TOLERANCE_MS) return 'it is from the future: check the clock of this machine';
    return ageMs > this.config.routes.snapshotMaxAgeMs ? 'it is older than ROUTE_SNAPSHOT_MAX_AGE' : null;
  }

  private refuse(reason: string, details: object = {}): false {
    const text = `The last known routes in ${this.path} are not used: ${reason}. Calls need the database until it has been read.`;
    this.logger.warn(details, text);
    return false;
  }

  private writeIfDue(): void {
    const isRenewal = this.watch.session !== null && this.clock.now() - this.written.at >= RENEWAL_MS;
    if (this.memory.revision === this.written.revision && !isRenewal) return;
    this.writing = this.writing.then(() => this.write());
  }

  /** A folder that cannot be written costs the next start without a database, and nothing else. */
  private async write(): Promise<void> {
    const { revision } = this.memory;
    try {
      await this.file.write(snapshotLines(this.memory, this.times()));
      this.written = { revision, at: this.clock.now() };
      this.hasFailed = false;
    } catch (error) {
      const text = `The last known routes cannot be written to ${this.path}: let this process write to DATA_DIR. Calls are answered all the same.`;
      if (!this.hasFailed) this.logger.warn(describeSafely(error), text);
      this.hasFailed = true;
    }
  }

  private times(): { now: number; wall: number } {
    return { now: this.clock.now(), wall: this.clock.wall() };
  }
}
