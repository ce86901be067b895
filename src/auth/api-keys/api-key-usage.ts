import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { Database } from '../../database/database.js';

const FLUSH_INTERVAL_MS = 10_000;

const RECORD_USAGE = {
  name: 'api-key-usage',
  text: `UPDATE api_keys SET last_used_at = used.at
           FROM unnest($1::bigint[], $2::timestamptz[]) AS used (id, at)
          WHERE api_keys.id = used.id AND (last_used_at IS NULL OR last_used_at < used.at)`,
};

/** Notes when keys were last used: in memory at once, in the database every ten seconds, never on a request's path. */
@Injectable()
export class ApiKeyUsage implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ApiKeyUsage.name);
  private readonly timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  private used = new Map<number, Date>();

  constructor(private readonly database: Database) {}

  note(apiKeyId: number): void {
    this.used.set(apiKeyId, new Date());
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.used.size === 0) return;
    const used = this.used;
    this.used = new Map();
    try {
      await this.database.query(RECORD_USAGE, [[...used.keys()], [...used.values()]]);
    } catch (error) {
      this.logger.warn(describeSafely(error), 'The last use of API keys could not be noted');
    }
  }
}
