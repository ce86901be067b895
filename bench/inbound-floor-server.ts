import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { parse } from 'node:querystring';
import { benchNumber } from './twilio-calls.js';

/**
 * What the inbound router is compared with: a bare `node:http` handler that parses the same form, verifies the same
 * signature and writes the same TwiML, which a Map holds ready for each number.
 */
const [authToken, publicBaseUrl, numbers, twiml] = JSON.parse(process.env['FLOOR'] ?? '[]') as [
  string,
  string,
  number,
  string,
];

const answers = new Map<string, string>();
for (let n = 0; n < numbers; n += 1) answers.set(benchNumber(n), twiml);

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const fields = parse(body);
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + String(fields[name]), publicBaseUrl + (request.url ?? ''));
  const expected = createHmac('sha1', authToken).update(signed).digest();
  const given = Buffer.from(String(request.headers['x-twilio-signature']), 'base64');
  const document = answers.get(String(fields['To']));
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || document === undefined) {
    response.writeHead(403, { 'Content-Length': 0 }).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(document) });
  response.end(document);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
