import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrierAnswer } from './carrier-answer.js';

/** Long enough for the first half of the body to leave the socket buffer before the connection is reset. */
const RESET_AFTER_MS = 10;

export function sendAnswer(answer: CarrierAnswer, outgoing: ServerResponse): void {
  writeHead(answer, textOf(answer), outgoing);
  outgoing.end(textOf(answer));
}

/** The right status and content type around JSON that stops in the middle. */
export function sendMalformed(answer: CarrierAnswer, outgoing: ServerResponse): void {
  const text = firstHalf(textOf(answer));
  writeHead(answer.status === 204 ? { ...answer, status: 200 } : answer, text, outgoing);
  outgoing.end(text);
}

/** Announces the whole body, sends half of it and resets the connection. */
export async function sendThenReset(answer: CarrierAnswer, outgoing: ServerResponse): Promise<void> {
  const text = textOf(answer);
  const whole = text === '' ? '{"message":"changed"}' : text;
  writeHead(answer.status === 204 ? { ...answer, status: 200 } : answer, whole, outgoing);
  await new Promise((resolve) => outgoing.write(firstHalf(whole), resolve));
  await sleep(RESET_AFTER_MS);
  outgoing.socket?.resetAndDestroy();
}

function writeHead(answer: CarrierAnswer, text: string, outgoing: ServerResponse): void {
  const length = String(Buffer.byteLength(text));
  const entity = text === '' ? {} : { 'content-type': 'application/json', 'content-length': length };
  outgoing.writeHead(answer.status, { ...entity, ...answer.headers });
}

function textOf(answer: CarrierAnswer): string {
  return answer.body === undefined ? '' : JSON.stringify(answer.body);
}

function firstHalf(text: string): string {
  return text === '' ? '{"message"' : text.slice(0, Math.ceil(text.length / 2));
}
