import { Injectable } from '@nestjs/common';
import { RouteClock } from './route-clock.js';

/** How often the database is tried again while it is away, milliseconds. */
const PROBE_INTERVAL_MS = 1_000;

/** Whether the database was away when it was last asked. What began earlier counts for nothing against what began later. */
@Injectable()
export class DatabaseOutage {
  private succeededAt = -Infinity;
  private failedAt: number | null = null;
  private probedAt = -Infinity;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly clock: RouteClock) {}

  get isOn(): boolean {
    return this.failedAt !== null;
  }

  /** @param startedAt when what was answered was asked */
  succeeded(startedAt: number): void {
    this.succeededAt = Math.max(this.succeededAt, startedAt);
    if (this.failedAt !== null && startedAt > this.failedAt) this.failedAt = null;
  }

  /** @param startedAt when what was not answered was asked */
  failed(startedAt: number): void {
    if (startedAt < this.succeededAt) return;
    this.failedAt = Math.max(this.failedAt ?? -Infinity, startedAt);
    this.probedAt = this.clock.now();
    for (const release of [...this.waiting]) release();
  }

  /** Whether it is time to ask again; true once in a second. */
  admitsProbe(): boolean {
    const now = this.clock.now();
    if (now - this.probedAt < PROBE_INTERVAL_MS) return false;
    this.probedAt = now;
    return true;
  }

  /** Calls back at the next failure, so that nobody waits for an answer that others have given up. @returns how to stop */
  onFailure(release: () => void): () => void {
    this.waiting.add(release);
    return () => this.waiting.delete(release);
  }
}
