import { connect } from 'node:net';
import type { Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: (\d+)/i;

/** A load of requests that were written out beforehand, so that the measuring side costs as little as possible. */
export interface RawLoad {
  url: string;
  connections: number;
  durationMs: number;
  /** The bytes of the next request. */
  next: () => Buffer;
}

/** Sends over keep-alive connections as fast as answers come; answers how many came per second. */
export async function answersPerSecond(load: RawLoad): Promise<number> {
  const endsAt = performance.now() + load.durationMs;
  const startedAt = performance.now();
  const counts = await Promise.all(
    Array.from({ length: load.connections }, () => {
      let done = 0;
      return withConnection(load.url, async (exchange) => {
        while (performance.now() < endsAt) {
          await exchange(load.next());
          done += 1;
        }
        return done;
      });
    }),
  );
  return (counts.reduce((sum, count) => sum + count, 0) / (performance.now() - startedAt)) * 1_000;
}

/**
 * Sends at a fixed rate, whether answers come or not.
 * @returns for each request the time from when it was due to its answer, milliseconds, sorted
 */
export async function latenciesAt(rate: number, load: RawLoad): Promise<number[]> {
  const startedAt = performance.now();
  const total = Math.floor((rate * load.durationMs) / 1_000);
  const latencies: number[] = [];
  let sent = 0;
  await Promise.all(
    Array.from({ length: load.connections }, () =>
      withConnection(load.url, async (exchange) => {
        for (let own = sent++; own < total; own = sent++) {
          const dueAt = startedAt + (own / rate) * 1_000;
          const waitMs = dueAt - performance.now();
          if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
          const began = Math.max(dueAt, waitMs > 0 ? performance.now() : dueAt);
          await exchange(load.next());
          latencies.push(performance.now() - began);
        }
      }),
    ),
  );
  return latencies.sort((a, b) => a - b);
}

/** One keep-alive connection; `exchange` sends a request and waits for its answer. */
export async function withConnection<T>(
  url: string,
  use: (exchange: (request: Buffer) => Promise<string>) => Promise<T>,
): Promise<T> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  try {
    return await use((request) => exchangeOver(socket, request));
  } finally {
    socket.destroy();
  }
}

function exchangeOver(socket: Socket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const stop = (): void => {
      socket.off('data', onData);
      socket.off('error', onEnd);
      socket.off('close', onEnd);
    };
    const onEnd = (): void => {
      stop();
      reject(new Error('The connection ended before the answer'));
    };
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const headEnd = received.indexOf(HEAD_END);
      if (headEnd === -1) return;
      const head = received.toString('latin1', 0, headEnd);
      if (received.length < headEnd + HEAD_END.length + Number(LENGTH.exec(head)?.[1] ?? 0)) return;
      stop();
      if (head.startsWith('HTTP/1.1 200')) resolve(received.toString('utf8', headEnd + HEAD_END.length));
      else reject(new Error(received.toString('utf8')));
    };
    socket.on('data', onData);
    socket.on('error', onEnd);
    socket.on('close', onEnd);
    socket.write(request);
  });
}
