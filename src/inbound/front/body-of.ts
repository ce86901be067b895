import type { IncomingMessage } from 'node:http';

/** Carriers send a few kilobytes. */
const LARGEST_BODY = 64 * 1024;

/** Carriers send the whole request at once; who takes longer only holds a connection. */
const PATIENCE_MS = 5_000;

const EMPTY = Buffer.alloc(0);

/**
 * The bytes of a body as they came.
 * @param done called once, with null for a body that is too large, breaks off or does not come within the patience
 */
export function bodyOf(
  request: IncomingMessage,
  done: (body: Buffer | null) => void,
  patienceMs: number = PATIENCE_MS,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let isOver = false;
  const end = (body: Buffer | null): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    chunks.length = 0;
    done(body);
  };
  const timer = setTimeout(() => end(null), patienceMs);
  request.on('data', (chunk: Buffer) => {
    // What comes after the end is read and forgotten, so that the sender gets to read the answer.
    if (isOver) return;
    size += chunk.length;
    if (size > LARGEST_BODY) end(null);
    else chunks.push(chunk);
  });
  request.on('end', () => end(chunks.length === 0 ? EMPTY : Buffer.concat(chunks)));
  request.on('close', () => end(null));
  request.on('error', () => end(null));
}
