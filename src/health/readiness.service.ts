import { Injectable } from '@nestjs/common';
import { MIGRATIONS } from '../database/migrations/all-migrations.js';
import { Database } from '../database/database.js';
import { QueueRunner } from '../queue/queue-runner.js';
import type { HealthDto } from './dto/health.dto.js';

const NEWEST_MIGRATION = {
  name: 'health-newest-migration',
  text: 'SELECT count(*)::int AS applied FROM migrations WHERE name = ANY ($1::text[])',
  // Whoever probes gives up soon, and a probe that gets no answer says nothing.
  timeoutMs: 2_000,
};

/** Whether this instance can serve: the database answers, its schema is the one this build was made for, the queue runs. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueRunner,
  ) {}

  async check(): Promise<HealthDto> {
    try {
      const names = MIGRATIONS.map((migration) => migration.name);
      const [row] = await this.database.query<{ applied: number }>(NEWEST_MIGRATION, [names]);
      const migrations = row?.applied === names.length ? 'ok' : 'unavailable';
      const queue = this.queue.isRunning ? 'ok' : 'unavailable';
      const status = migrations === 'ok' && queue === 'ok' ? 'ok' : 'unavailable';
      return { status, checks: { database: 'ok', migrations, queue } };
    } catch {
      const queue = this.queue.isRunning ? 'ok' : 'unavailable';
      return { status: 'unavailable', checks: { database: 'unavailable', migrations: 'unavailable', queue } };
    }
  }
}
