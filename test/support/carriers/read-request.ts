import type { IncomingMessage } from 'node:http';
import type { RecordedRequest } from './recorded-request.js';

/** Reads the whole request. Rejects when the caller goes away in the middle of its body. */
export async function readRequest(host: string, incoming: IncomingMessage): Promise<RecordedRequest> {
  const at = new Date();
  const url = new URL(`https://${host}${incoming.url ?? '/'}`);
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    host,
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    at,
    status: undefined,
  };
}
