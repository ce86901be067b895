import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { Database } from '../../database/database.js';
import { scalarArray, textArray, timeArray } from './array-literal.js';

interface Use {
  configurationId: number;
  fingerprint: string;
  at: Date;
}

const FLUSH_EVERY_MS = 250;
/** A secret that is in use is told of once in that time. */
const ONCE_IN_MS = 60_000;
const MAX_REMEMBERED = 100_000;
const MAX_WAITING = 10_000;

// In the order of the key, so that replicas do not block each other; joined, because a configuration may be gone by now.
const UPSERT = {
  name: 'secret-uses',
  timeoutMs: 5_000,
  text: `INSERT INTO signing_secret_uses AS s (telephony_configuration_id, fingerprint, last_verified_at)
         SELECT u.configuration_id, u.fingerprint, u.at
           FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS u(configuration_id, fingerprint, at)
           JOIN telephony_configurations c ON c.id = u.configuration_id
          ORDER BY u.configuration_id, u.fingerprint
         ON CONFLICT (telephony_configuration_id, fingerprint)
            DO UPDATE SET last_verified_at = greatest(s.last_verified_at, excluded.last_verified_at)`,
};

/** Remembers which signing secrets verify calls, so that nobody retires one that a carrier still signs with. */
@Injectable()
export class SecretUses implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SecretUses.name);
  private readonly told = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  private readonly waiting = new Map<string, Use>();
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> | null = null;

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.tick(), FLUSH_EVERY_MS).unref();
  }

  /** A secret has verified a call. Returns at once and never throws. */
  used(configurationId: number, fingerprint: string): void {
    const now = Date.now();
    const toldAt = this.told.get(fingerprint);
    if (toldAt !== undefined && now - toldAt < ONCE_IN_MS) return;
    if (this.waiting.size >= MAX_WAITING) return;
    this.told.set(fingerprint, now);
    this.waiting.set(fingerprint, { configurationId, fingerprint, at: new Date(now) });
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.flushing;
    if (this.waiting.size > 0) await this.flush();
  }

  private tick(): void {
    if (this.flushing !== null || this.waiting.size === 0) return;
    this.flushing = this.flush().finally(() => (this.flushing = null));
  }

  private async flush(): Promise<void> {
    const uses = [...this.waiting.values()];
    this.waiting.clear();
    try {
      await this.database.query(UPSERT, [
        scalarArray(uses.map(({ configurationId }) => configurationId)),
        textArray(
          uses.map(({ fingerprint }) => fingerprint),
          64,
        ),
        timeArray(uses.map(({ at }) => at)),
      ]);
    } catch (error) {
      // The next call that the secret verifies tells of it again; then the database may be there.
      for (const { fingerprint } of uses) this.told.delete(fingerprint);
      this.logger.debug(describeSafely(error), 'The use of signing secrets could not be noted');
    }
  }
}
