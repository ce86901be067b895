import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirectoryInUseError } from '../../../database/embedded/data-directory-in-use.error.js';
import { DataDirectoryLock } from '../../../database/embedded/data-directory-lock.js';
import { hasErrorCode } from '../../../database/embedded/file-system.js';

/** A file of the folder, full or given back for reading. */
export interface Segment {
  path: string;
  bytes: number;
  /** Lines; not known of files that another process has written. */
  lines: number | null;
}

interface CurrentSegment extends Segment {
  lines: number;
  handle: FileHandle;
}

/** Small enough to be read and taken apart in a few milliseconds. */
const SEGMENT_BYTES = 2 * 1024 * 1024;
const SUFFIX = '.ndjson';

/**
 * Append-only files of one process: every line is on the disk before {@link append} ends. The folder is locked as long as
 * the process lives, so that another one takes it over exactly when it is dead; ids of processes alone are used again.
 */
export class SpillFolder {
  private readonly segments: Segment[] = [];
  private current: CurrentSegment | null = null;
  private sequence = 0;
  /** What is done to the files is done one after the other. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly path: string,
    private readonly lock: DataDirectoryLock,
  ) {}

  /** A new one. @throws when the disk does not let it be made */
  static async create(root: string): Promise<SpillFolder> {
    const path = join(root, randomUUID());
    await mkdir(path, { recursive: true, mode: 0o700 });
    return new SpillFolder(path, await DataDirectoryLock.acquire(path));
  }

  /** That of a process that is dead; null when it lives, or when there is no such folder any more. */
  static async adopt(path: string): Promise<SpillFolder | null> {
    let lock: DataDirectoryLock;
    try {
      lock = await DataDirectoryLock.acquire(path);
    } catch (error) {
      if (error instanceof DataDirectoryInUseError || hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return null;
      throw error;
    }
    try {
      return await new SpillFolder(path, lock).withSegments();
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Bytes that wait in it. */
  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, this.current?.bytes ?? 0);
  }

  /** @throws what the disk says; a part of the lines may be there then */
  append(text: string, lines: number): Promise<void> {
    return this.inTurn(async () => {
      const segment = (this.current ??= await this.begin());
      const bytes = Buffer.from(text);
      try {
        await segment.handle.appendFile(bytes);
        await segment.handle.datasync();
      } catch (error) {
        // Half a line may be there: nothing more is written behind it.
        await this.finish();
        throw error;
      }
      segment.bytes += bytes.length;
      segment.lines += lines;
      if (segment.bytes >= SEGMENT_BYTES) await this.finish();
    });
  }

  /** The oldest file, which then gets no more lines; null when nothing waits. */
  oldest(): Promise<Segment | null> {
    return this.inTurn(async () => {
      if (this.segments.length === 0) await this.finish();
      return this.segments[0] ?? null;
    });
  }

  remove(segment: Segment): Promise<void> {
    return this.inTurn(async () => {
      const place = this.segments.indexOf(segment);
      if (place === -1) return;
      await rm(segment.path, { force: true });
      this.segments.splice(place, 1);
    });
  }

  /** Makes room until no more than so many bytes wait: the oldest files go, but for the one that is being read. */
  trim(maxBytes: number): Promise<Segment[]> {
    return this.inTurn(async () => {
      const gone: Segment[] = [];
      while (this.bytes > maxBytes) {
        const [segment] = this.segments.splice(1, 1);
        if (segment === undefined) break;
        await rm(segment.path, { force: true });
        gone.push(segment);
      }
      return gone;
    });
  }

  /** Leaves what waits to whoever comes next; a folder in which nothing waits goes. */
  close(): Promise<void> {
    return this.inTurn(async () => {
      await this.finish();
      await this.lock.release();
      // Not empty is what it is when something waits, and somebody else may have taken it already.
      await rmdir(this.path).catch(() => undefined);
    });
  }

  private async withSegments(): Promise<this> {
    const names = (await readdir(this.path)).filter((name) => name.endsWith(SUFFIX)).sort();
    for (const name of names) {
      const path = join(this.path, name);
      this.segments.push({ path, bytes: (await stat(path)).size, lines: null });
    }
    return this;
  }

  private async begin(): Promise<CurrentSegment> {
    this.sequence += 1;
    const path = join(this.path, `${String(this.sequence).padStart(10, '0')}${SUFFIX}`);
    const handle = await open(path, 'ax', 0o600);
    // The name must outlast a power failure too.
    const folder = await open(this.path, 'r');
    await folder.sync().finally(() => folder.close());
    return { path, bytes: 0, lines: 0, handle };
  }

  private async finish(): Promise<void> {
    if (this.current === null) return;
    const { handle, ...segment } = this.current;
    this.current = null;
    this.segments.push(segment);
    await handle.close().catch(() => undefined);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}
