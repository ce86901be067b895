import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { AppConfig } from '../../config/app-config.js';
import type { CallBatch } from './call-batch.js';
import { sizeOf } from './call-batch.js';
import { CallMetrics } from './call-metrics.js';
import { CallWriter } from './call-writer.js';
import { PendingNews } from './pending-news.js';
import { SpillAdoption } from './spill/spill-adoption.js';
import { SpillFolder } from './spill/spill-folder.js';
import { toLines } from './spill/spill-lines.js';
import type { ReplayMeans } from './spill/spill-replay.js';
import { SpillReplay } from './spill/spill-replay.js';

/** Three and a half million calls. More of an outage than that costs the oldest of them. */
const MAX_SPILLED_BYTES = 1024 ** 3;
const RETRY_MS = 1_000;
const ADOPT_EVERY_MS = 60_000;
const COMPLAIN_EVERY_MS = 60_000;

/**
 * Where batches of calls are kept: in the database, or on the disk until the database takes them. While anything waits
 * on the disk, everything goes there, so that news stay behind the calls that they are of.
 */
@Injectable()
export class CallJournal {
  private readonly logger = new Logger(CallJournal.name);
  private readonly root: string;
  private readonly stopping = new AbortController();
  private readonly pending = new PendingNews();
  private readonly means: ReplayMeans = {
    signal: this.stopping.signal,
    onUnknown: (news) => this.pending.put(news, Date.now()),
  };
  private folder: Promise<SpillFolder> | null = null;
  private ownPath: string | null = null;
  private isBehind = false;
  private catchingUp: Promise<void> | null = null;
  private nextTryAt = 0;
  private adopting: Promise<void> | null = null;
  private nextAdoptionAt = 0;
  private complainedAt = 0;

  constructor(
    config: AppConfig,
    private readonly writer: CallWriter,
    private readonly replay: SpillReplay,
    private readonly adoption: SpillAdoption,
    private readonly metrics: CallMetrics,
  ) {
    this.root = join(config.dataDir, 'calls');
  }

  /** Keeps a batch. False when neither the database nor the disk takes it; never throws. */
  async keep(batch: CallBatch): Promise<boolean> {
    if (!this.isBehind) {
      try {
        await this.write(batch);
        return true;
      } catch (error) {
        if (sizeOf(batch) === 0) return true;
        this.logger.warn(
          describeSafely(error),
          'The database does not take call records; they are kept in DATA_DIR/calls until it does',
        );
      }
    }
    return this.spill(batch);
  }

  /** Keeps a batch on the disk. False when the disk does not take it; never throws. */
  async spill(batch: CallBatch): Promise<boolean> {
    if (sizeOf(batch) === 0) return true;
    try {
      const folder = await this.ownFolder();
      await folder.append(toLines(batch), sizeOf(batch));
      this.metrics.spilled.inc(sizeOf(batch));
      this.isBehind = true;
      await this.trim(folder);
      return true;
    } catch (error) {
      this.complain(error);
      return false;
    }
  }

  /** What is to be done from time to time; returns at once. */
  tick(now: number): void {
    if (this.isBehind && this.catchingUp === null && now >= this.nextTryAt) {
      this.catchingUp = this.catchUp().finally(() => {
        this.catchingUp = null;
        this.nextTryAt = Date.now() + RETRY_MS;
      });
    }
    if (this.adopting === null && now >= this.nextAdoptionAt) {
      this.adopting = this.adopt().finally(() => (this.adopting = null));
    }
  }

  /** Whether {@link keep} has something to do although there is nothing new. */
  hasNewsDue(now: number): boolean {
    return !this.isBehind && this.pending.due(now).length > 0;
  }

  /** Ends the work in the background; what waits stays on the disk for the next process. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.catchingUp, this.adopting]);
  }

  /** Keeps the last batch, and gives the folder free. False when the batch could not be kept. */
  async close(batch: CallBatch): Promise<boolean> {
    const isKept = await this.keep(batch);
    await this.spill({ records: [], news: this.pending.takeAll() });
    await this.folder?.then((folder) => folder.close()).catch(() => undefined);
    return isKept;
  }

  private async write({ records, news }: CallBatch): Promise<void> {
    await this.writer.insert(records);
    const due = this.pending.due(Date.now());
    const unknown = await this.writer.apply([...due, ...news]);
    this.pending.settle(due, unknown, Date.now());
    const waiting = new Set(due);
    this.pending.put(
      unknown.filter((told) => !waiting.has(told)),
      Date.now(),
    );
  }

  private async catchUp(): Promise<void> {
    try {
      const folder = await this.ownFolder();
      const entries = await this.replay.drain(folder, this.means);
      // Nothing was awaited since the folder was found empty, but for what drain ends with.
      this.isBehind = folder.bytes > 0;
      this.metrics.spilledBytes.set(folder.bytes);
      this.logger.log({ entries }, 'The call records that were kept on the disk are in the database');
    } catch (error) {
      this.logger.debug(describeSafely(error), 'Call records on the disk have to wait');
    }
  }

  private async adopt(): Promise<void> {
    const isComplete = await this.adoption.run(this.root, this.ownPath, this.means);
    this.nextAdoptionAt = Date.now() + (isComplete ? ADOPT_EVERY_MS : RETRY_MS);
  }

  /** Once a minute, because every batch fails as long as the disk does. */
  private complain(error: unknown): void {
    if (Date.now() - this.complainedAt < COMPLAIN_EVERY_MS) return;
    this.complainedAt = Date.now();
    this.logger.error(
      describeSafely(error),
      'DATA_DIR/calls cannot be written: call records are in memory only. Make room there, or let this process write there',
    );
  }

  private async trim(folder: SpillFolder): Promise<void> {
    const gone = await folder.trim(MAX_SPILLED_BYTES);
    this.metrics.spilledBytes.set(folder.bytes);
    const lost = gone.reduce((sum, { lines }) => sum + (lines ?? 0), 0);
    if (lost === 0) return;
    this.metrics.lose('disk_full', lost);
    this.logger.error({ lost }, 'Call records that waited for the database took up 1 GiB: the oldest are lost');
  }

  /** Made when it is first needed; a disk that did not let it be made is asked again. */
  private ownFolder(): Promise<SpillFolder> {
    this.folder ??= SpillFolder.create(this.root).then(
      (folder) => {
        this.ownPath = folder.path;
        return folder;
      },
      (error: unknown) => {
        this.folder = null;
        throw error;
      },
    );
    return this.folder;
  }
}
