import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { Pool } from 'pg';

/**
 * What the service is compared with: a bare `node:http` handler and `pg`, prepared statements, no framework, no
 * authentication, no validation. It runs the very statements that the service runs.
 */
const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const [insertText, selectText, organizationId, configId] = JSON.parse(process.env['FLOOR'] ?? '[]') as [
  string,
  string,
  number,
  number,
];

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function insert(request: IncomingMessage): Promise<object> {
  const { address } = JSON.parse(await readBody(request)) as { address: string };
  const values = [
    organizationId, configId, address, address, 'pstn', 'US', null, null, true, false, {}, 'failed',
    'ownership_not_checked', 'Nobody asked.', false, null, null,
  ]; // prettier-ignore
  const { rows } = await pool.query<object>({ name: 'insert', text: insertText, values });
  return rows[0] ?? {};
}

async function select(url: string): Promise<object> {
  const id = Number(url.slice(url.lastIndexOf('/') + 1));
  const { rows } = await pool.query<object>({
    name: 'select',
    text: selectText,
    values: [organizationId, configId, id],
  });
  return rows[0] ?? {};
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.stringify(request.method === 'POST' ? await insert(request) : await select(request.url ?? ''));
  response.writeHead(request.method === 'POST' ? 201 : 200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
