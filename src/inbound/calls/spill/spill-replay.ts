import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { BATCH_SIZE } from '../call-batch.js';
import { CallMetrics } from '../call-metrics.js';
import type { CallNews } from '../call-record.js';
import { CallWriter } from '../call-writer.js';
import type { SpillFolder } from './spill-folder.js';
import { fromLines } from './spill-lines.js';

/** What a replay goes by. */
export interface ReplayMeans {
  /** Ends it between two batches; what is left stays. */
  signal: AbortSignal;
  /** Is given the news of calls that are not known. */
  onUnknown: (news: readonly CallNews[]) => void;
}

interface Replayed {
  entries: number;
  unknown: CallNews[];
}

/** Writes to the database what waits on the disk, the oldest first. A file goes once all of it is written. */
@Injectable()
export class SpillReplay {
  constructor(
    private readonly writer: CallWriter,
    private readonly metrics: CallMetrics,
  ) {}

  /**
   * Until nothing waits any more.
   * @returns how many calls and news that were
   * @throws whatever kept a batch from being written; its file stays
   */
  async drain(folder: SpillFolder, { signal, onUnknown }: ReplayMeans): Promise<number> {
    for (let total = 0; ;) {
      signal.throwIfAborted();
      const segment = await folder.oldest();
      if (segment === null) return total;
      const { entries, unknown } = await this.replay(segment.path, signal);
      await folder.remove(segment);
      onUnknown(unknown);
      total += entries;
    }
  }

  private async replay(path: string, signal: AbortSignal): Promise<Replayed> {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    const unknown: CallNews[] = [];
    let unreadable = 0;
    for (let start = 0; start < lines.length; start += BATCH_SIZE) {
      signal.throwIfAborted();
      const batch = fromLines(lines.slice(start, start + BATCH_SIZE));
      await this.writer.insert(batch.records);
      unknown.push(...(await this.writer.apply(batch.news)));
      unreadable += batch.unreadable;
    }
    // Only now, because a file that could not be written to the end is read again.
    this.metrics.lose('unreadable', unreadable);
    return { entries: lines.length - unreadable, unknown };
  }
}
