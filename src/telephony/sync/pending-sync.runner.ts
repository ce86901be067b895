import { randomUUID } from 'node:crypto';
import type { OnApplicationBootstrap, BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { PhoneNumberSyncService } from './phone-number-sync.service.js';
import { PhoneNumberSyncStore } from './phone-number-sync.store.js';

const CONCURRENCY = 4;
/** How often to look without being kicked: another instance may have died with work in its hands. */
const SWEEP_INTERVAL_MS = 60_000;
/** After a fault of the database. */
const RETRY_DELAY_MS = 5_000;

/**
 * Takes up numbers whose sync is pending: those that a stopped or killed process left behind, and those that a change
 * of credentials marked. Runs at the start, whenever it is kicked, and every minute.
 */
@Injectable()
export class PendingSyncRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PendingSyncRunner.name);
  private running: Promise<void> | null = null;
  private isKickedAgain = false;
  private isStopping = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: PhoneNumberSyncStore,
    private readonly syncs: PhoneNumberSyncService,
  ) {}

  onApplicationBootstrap(): void {
    this.kick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  /** Looks for pending numbers now. Returns at once. */
  kick(): void {
    if (this.isStopping) return;
    if (this.running) {
      this.isKickedAgain = true;
      return;
    }
    this.isKickedAgain = false;
    this.running = this.run().finally(() => {
      this.running = null;
      if (this.isKickedAgain) this.kick();
    });
  }

  private async run(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: CONCURRENCY }, () => this.drain()));
      // Pending numbers that are still leased may belong to a process that is gone: come back when the lease is over.
      const waitMs = await this.store.nextLeaseEndMs();
      this.comeBackIn(Math.min(waitMs === null ? SWEEP_INTERVAL_MS : waitMs + 100, SWEEP_INTERVAL_MS));
    } catch (error) {
      this.logger.warn(describeSafely(error), 'Pending syncs could not be taken up; trying again');
      this.comeBackIn(RETRY_DELAY_MS);
    }
  }

  private async drain(): Promise<void> {
    while (!this.isStopping) {
      const token = randomUUID();
      const subject = await this.store.claimNextPending(token);
      if (!subject) return;
      await this.syncs.settle(subject, token);
    }
  }

  private comeBackIn(delayMs: number): void {
    if (this.isStopping) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.kick(), delayMs).unref();
  }
}
