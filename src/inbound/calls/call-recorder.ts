import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import type { CallBatch } from './call-batch.js';
import { BATCH_SIZE, sizeOf } from './call-batch.js';
import { CallJournal } from './call-journal.js';
import { CallMetrics } from './call-metrics.js';
import type { CallNews, CallRecord } from './call-record.js';

const FLUSH_EVERY_MS = 250;

/** With more than that in memory, batches go to the disk beside the one that the database is slow with. */
const CROWDED = 10_000;

/** More than that is never in memory. It takes a database that is away and a disk that cannot be written. */
const MAX_BUFFERED = 50_000;

/** Remembers calls. Its methods return at once and never throw; what they were given is written in batches. */
@Injectable()
export class CallRecorder implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(CallRecorder.name);
  private records: CallRecord[] = [];
  private newsList: CallNews[] = [];
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> | null = null;
  private relieving: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    private readonly journal: CallJournal,
    private readonly metrics: CallMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.tick(), FLUSH_EVERY_MS).unref();
  }

  /** A call that was answered or refused. The same call told again counts once. */
  record(call: CallRecord): void {
    this.records.push(call);
    this.grown();
  }

  /** What became of it. */
  news(news: CallNews): void {
    this.newsList.push(news);
    this.grown();
  }

  /** Every request has been answered by now. */
  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    // From here on, no batch is taken but below.
    this.timer = null;
    await this.journal.stop();
    await this.flushing;
    await this.relieving;
    this.isClosed = true;
    let isKept = true;
    do {
      const batch = this.take();
      // What one batch was not kept by will not keep the others, and the process has to end.
      isKept &&= this.size === 0 ? await this.journal.close(batch) : await this.journal.keep(batch);
      if (!isKept) this.lose(batch);
    } while (this.size > 0);
  }

  private get size(): number {
    return this.records.length + this.newsList.length;
  }

  /** A full batch waits no longer, but neither does the call in whose course it became full. */
  private grown(): void {
    const { size } = this;
    if (size === BATCH_SIZE) setImmediate(() => this.tick());
    if (size > CROWDED && this.relieving === null) this.relieving = this.relieve();
    if (size > MAX_BUFFERED || this.isClosed) this.lose(this.take());
  }

  private tick(): void {
    if (this.timer === null) return;
    const now = Date.now();
    this.metrics.buffered.set(this.size);
    this.journal.tick(now);
    if (this.flushing !== null || (this.size === 0 && !this.journal.hasNewsDue(now))) return;
    this.flushing = this.flush().finally(() => (this.flushing = null));
  }

  private async flush(): Promise<void> {
    do {
      const batch = this.take();
      if (await this.journal.keep(batch)) continue;
      return this.putBack(batch);
    } while (this.size >= BATCH_SIZE);
  }

  /** The database is slow: the oldest batches go to the disk, which is not. */
  private async relieve(): Promise<void> {
    while (this.size > CROWDED / 2) {
      const batch = this.take();
      if (await this.journal.spill(batch)) continue;
      this.putBack(batch);
      break;
    }
    this.relieving = null;
  }

  private take(): CallBatch {
    const records = this.records.splice(0, BATCH_SIZE);
    return { records, news: this.newsList.splice(0, BATCH_SIZE - records.length) };
  }

  private putBack({ records, news }: CallBatch): void {
    this.records = [...records, ...this.records];
    this.newsList = [...news, ...this.newsList];
  }

  private lose(batch: CallBatch): void {
    if (sizeOf(batch) === 0) return;
    this.metrics.lose('memory_full', sizeOf(batch));
    this.logger.error(
      { lost: sizeOf(batch) },
      'Call records are lost: neither the database nor DATA_DIR/calls has taken them',
    );
  }
}
