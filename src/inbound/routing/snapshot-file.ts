import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { StringDecoder } from 'node:string_decoder';
import type { StreamSignature } from '../../crypto/stream-signature.js';

/** Bytes that are made, signed or read at once: a fraction of a millisecond's work each. */
const PIECE_BYTES = 16 * 1024;

/** `{"signature":"` + 43 characters + `"}` and a line feed. */
const SIGNATURE_BYTES = 60;

/** The file is there, but not as it was written. */
export class SnapshotDamagedError extends Error {}

/** Lines of JSON with a signature over all of them in the last one. What is read has been verified before. */
export class SnapshotFile {
  constructor(
    private readonly path: string,
    private readonly signature: () => StreamSignature,
  ) {}

  /**
   * Replaces the file, or leaves it as it is. Readable by the user of this process alone.
   * @returns bytes that were written
   */
  async write(lines: Iterable<string>): Promise<number> {
    const draft = `${this.path}.${process.pid}.tmp`;
    await mkdir(dirname(this.path), { recursive: true });
    try {
      const handle = await open(draft, 'w', 0o600);
      const bytes = await writeSigned(handle, lines, this.signature()).finally(() => handle.close());
      await rename(draft, this.path);
      return bytes;
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Calls back with each line, but for the signature; nothing when there is no file.
   * @returns whether there is a file
   * @throws SnapshotDamagedError before the first line, when the signature is not one of ours over these bytes
   */
  async read(take: (line: string) => void): Promise<boolean> {
    const handle = await open(this.path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!handle) return false;
    try {
      const length = await this.verifiedLength(handle);
      await takeLines(handle, length, take);
      return true;
    } finally {
      await handle.close();
    }
  }

  private async verifiedLength(handle: FileHandle): Promise<number> {
    const { size } = await handle.stat();
    const length = Math.max(0, size - SIGNATURE_BYTES);
    const signature = this.signature();
    for await (const piece of pieces(handle, 0, length)) signature.update(piece);
    let last = '';
    for await (const piece of pieces(handle, length, size)) last += piece.toString('latin1');
    const given = /^\{"signature":"([A-Za-z0-9_-]{43})"\}\n$/.exec(last)?.[1] ?? '';
    if (!signature.verify(given)) throw new SnapshotDamagedError();
    return length;
  }
}

async function writeSigned(handle: FileHandle, lines: Iterable<string>, signature: StreamSignature): Promise<number> {
  let bytes = 0;
  let text = '';
  const flush = async (): Promise<void> => {
    const piece = Buffer.from(text);
    text = '';
    signature.update(piece);
    await handle.appendFile(piece);
    bytes += piece.length;
  };
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length >= PIECE_BYTES) await flush();
  }
  await flush();
  await handle.appendFile(`${JSON.stringify({ signature: signature.sign() })}\n`);
  await handle.sync();
  return bytes + SIGNATURE_BYTES;
}

async function* pieces(handle: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(PIECE_BYTES, to - at)), { position: at });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function takeLines(handle: FileHandle, length: number, take: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const piece of pieces(handle, 0, length)) {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  }
}
