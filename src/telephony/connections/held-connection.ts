import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import type { ConnectionEnd, ConnectionStrategy } from '../../provider-sync/contract/connection.strategy.js';
import type { InboundEvent } from '../../provider-sync/contract/inbound/inbound-event.js';
import type { ConnectionTimings } from '../../provider-sync/contract/connection-timings.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { backoffMs, mustPark } from './connection-patience.js';
import type { ConnectionSubject } from './connection-subject.js';
import type { ProviderConnectionStore } from './provider-connection.store.js';

/** What a held connection works with. */
export interface ConnectionMeans {
  store: ProviderConnectionStore;
  timings: ConnectionTimings;
  strategy: ConnectionStrategy;
  credentials: ProviderCredentials;
  /** Called with news of a call; returns at once. */
  onEvent: (subject: ConnectionSubject, event: InboundEvent) => void;
  /** Called when numbers of the configuration are due again. */
  onNumbersDue: () => Promise<void>;
}

/**
 * Keeps the connection of one configuration for as long as it is wanted: takes the lease, connects, connects again, and
 * parks the configuration when that does not help. While another replica has the lease, it waits for its turn.
 */
export class HeldConnection {
  private readonly logger = new Logger(HeldConnection.name);
  private readonly token = randomUUID();
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private tries = 0;

  constructor(
    readonly subject: ConnectionSubject,
    private readonly means: ConnectionMeans,
  ) {
    this.running = this.run();
  }

  /** Whether it has come to an end by itself: parked, or the configuration is not what it was. */
  get isOver(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Lets go of the connection and of the lease. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        if (await this.means.store.acquire(this.subject, this.token)) await this.lead();
      } catch (error) {
        this.logger.warn(
          { configurationId: this.subject.id, ...describeSafely(error) },
          'A connection was interrupted',
        );
      }
      await waitFor(this.means.timings.renewEveryMs, signal);
    }
  }

  /** What the replica with the lease does, until the lease is lost or the connection is not wanted any more. */
  private async lead(): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    const renewing = this.keepLease(signal, () => lost.abort());
    try {
      while (!signal.aborted) await this.attempt(signal);
    } finally {
      lost.abort();
      await renewing;
      await this.means.store.release(this.subject, this.token);
    }
  }

  private async keepLease(signal: AbortSignal, onLost: () => void): Promise<void> {
    const { store, timings } = this.means;
    let renewedAt = performance.now();
    while (await waitFor(timings.renewEveryMs, signal)) {
      try {
        const renewed = await store.renew(this.subject, this.token);
        if (!renewed) break;
        renewedAt = performance.now();
        // Attempts that were under way when it came up have ended meanwhile.
        if (renewed.is_fresh) await this.retryNumbers();
      } catch {
        // A database that is away for a moment does not end calls; but the lease must not outlive what others see.
        if (performance.now() - renewedAt + timings.renewEveryMs >= timings.leaseMs) break;
      }
    }
    onLost();
  }

  /** One connection from its beginning to its end, and what follows from that. */
  private async attempt(signal: AbortSignal): Promise<void> {
    const { store, strategy, credentials, timings } = this.means;
    const obstacle = strategy.obstacle(credentials);
    if (obstacle) return this.park(obstacle);
    let recorded = Promise.resolve();
    const listener = {
      onUp: () => void (recorded = this.cameUp()),
      onEvent: (event: InboundEvent) => this.means.onEvent(this.subject, event),
    };
    const end = await strategy.hold(credentials, listener, signal);
    await recorded;
    if (end === null) return;
    this.logger.log({ configurationId: this.subject.id, code: end.code }, 'A connection ended');
    const count = await store.down(this.subject, this.token, end);
    if (count === null) return;
    if (mustPark(end, count, timings)) return this.park(end);
    this.tries = end.wasStable ? 1 : this.tries + 1;
    await waitFor(backoffMs(this.tries, timings), signal);
  }

  private async cameUp(): Promise<void> {
    try {
      await this.means.store.up(this.subject, this.token);
      await this.retryNumbers();
    } catch (error) {
      this.logger.warn(
        { configurationId: this.subject.id, ...describeSafely(error) },
        'The state of a connection could not be stored',
      );
    }
  }

  private async retryNumbers(): Promise<void> {
    if (await this.means.store.retryNumbers(this.subject)) await this.means.onNumbersDue();
  }

  private async park(end: ConnectionEnd): Promise<void> {
    await this.means.store.park(this.subject, this.token, end);
    this.logger.warn(
      { configurationId: this.subject.id, code: end.code },
      'A configuration was parked: it is not connected again until somebody repairs and reactivates it',
    );
    this.stopping.abort();
  }
}

/** @returns false when the signal came first */
async function waitFor(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, true, { signal }).catch(() => false);
}
