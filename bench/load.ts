import { Pool } from 'undici';

interface Load {
  url: string;
  connections: number;
  durationMs: number;
  headers: Readonly<Record<string, string>>;
  next: () => { method: 'GET' | 'POST'; path: string; body?: string };
}

/** Sends requests over keep-alive connections for some time; answers how many succeeded per second. */
export async function requestsPerSecond({ url, connections, durationMs, headers, next }: Load): Promise<number> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const endsAt = performance.now() + durationMs;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const { method, path, body } = next();
      const response = await pool.request({ method, path, headers, ...(body === undefined ? {} : { body }) });
      const text = await response.body.text();
      if (response.statusCode >= 300) throw new Error(`${method} ${path} → ${response.statusCode}: ${text}`);
      done += 1;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  return done / seconds;
}
