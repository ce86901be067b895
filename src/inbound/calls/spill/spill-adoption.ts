import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../../common/errors/describe-safely.js';
import { hasErrorCode } from '../../../database/embedded/file-system.js';
import { SpillFolder } from './spill-folder.js';
import type { ReplayMeans } from './spill-replay.js';
import { SpillReplay } from './spill-replay.js';

/** Takes over what processes have left on the disk that are dead. */
@Injectable()
export class SpillAdoption {
  private readonly logger = new Logger(SpillAdoption.name);

  constructor(private readonly replay: SpillReplay) {}

  /**
   * Never throws.
   * @param own path of the folder that is not to be looked at
   * @returns false when the database, or the disk, did not let everything be taken over that is left
   */
  async run(root: string, own: string | null, means: ReplayMeans): Promise<boolean> {
    let isComplete = true;
    for (const path of await this.foldersIn(root)) {
      if (path === own || means.signal.aborted) continue;
      try {
        await this.takeOver(path, means);
      } catch (error) {
        isComplete = false;
        if (!means.signal.aborted) this.logger.debug(describeSafely(error), 'Call records on the disk have to wait');
      }
    }
    return isComplete;
  }

  private async foldersIn(root: string): Promise<string[]> {
    try {
      const entries = await readdir(root, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map((entry) => join(root, entry.name));
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) {
        this.logger.warn('DATA_DIR/calls cannot be read: call records that an earlier process left there stay there');
      }
      return [];
    }
  }

  private async takeOver(path: string, means: ReplayMeans): Promise<void> {
    const folder = await SpillFolder.adopt(path);
    if (folder === null) return;
    try {
      const entries = await this.replay.drain(folder, means);
      if (entries > 0)
        this.logger.log({ entries }, 'Call records that an earlier process left on the disk are written');
    } finally {
      await folder.close();
    }
  }
}
