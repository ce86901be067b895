import { readFileSync } from 'node:fs';
import { parse } from 'node:querystring';
import plivo from 'plivo';
import type { PlivoCase } from './plivo-judge.js';

function judge({ scheme, method, url, body, nonce, token, signature }: PlivoCase): boolean {
  if (scheme === 'v2') return plivo.validateSignature(url, nonce, signature, token) === true;
  const params = method === 'POST' ? parse(body) : {};
  return plivo.validateV3Signature(method, url, nonce, token, signature, params) === true;
}

const cases = JSON.parse(readFileSync(0, 'utf8')) as PlivoCase[];
process.stdout.write(JSON.stringify(cases.map(judge)));
