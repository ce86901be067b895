import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A request to be judged by Plivo's library. */
export interface PlivoCase {
  scheme: 'v2' | 'v3';
  method: 'GET' | 'POST';
  url: string;
  body: string;
  nonce: string;
  token: string;
  signature: string;
}

const PROCESS = fileURLToPath(new URL('./plivo-judge.process.ts', import.meta.url));

/**
 * What Plivo's own library says of requests. It runs in a process of its own, because it asks whether values are
 * instances of `Array`, and those that Node makes for a test are not.
 */
export function judgePlivo(cases: readonly PlivoCase[]): boolean[] {
  const options = { input: JSON.stringify(cases), maxBuffer: 64 * 1024 * 1024 };
  return JSON.parse(execFileSync(process.execPath, [PROCESS], options).toString()) as boolean[];
}
