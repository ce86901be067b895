import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Phone } from './phone.js';

const CALL = /^\/call\/([^/?]+)$/;

/** `POST /call/<number>`: rings it, and answers what the caller experiences. */
export function openSwitchboard(phone: Phone, port: number, tell: (line: string) => void): Promise<{ close(): void }> {
  const server = createServer((request, response) => {
    const [, number] = CALL.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || number === undefined)
      return answer(response, 404, { error: 'POST /call/<number>' });
    const to = decodeURIComponent(number);
    phone.call(to).then(
      (call) => {
        tell(call ? `somebody called ${to}: ${JSON.stringify(call.experience)}` : `nobody has the number ${to}`);
        answer(response, call ? 200 : 404, call ?? { error: `no carrier of the sandbox has ${to}` });
      },
      (error: unknown) => answer(response, 502, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve({ close: () => void server.close() }));
  });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body, null, 2)}\n`);
}
