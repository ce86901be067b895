import type { CarrierAnswer } from './carrier-answer.js';
import type { RecordedRequest } from './recorded-request.js';
import { vonageNumberRefusal } from './vonage-number-errors.js';

/** `GET /account/get-balance` of the Account API, in EUR. https://developer.vonage.com/en/api/account */
export function showVonageBalance({ method, query }: RecordedRequest): CarrierAnswer {
  if (method !== 'GET') throw vonageNumberRefusal(405);
  const unknown = [...query.keys()].filter((name) => name !== 'api_key' && name !== 'api_secret');
  if (unknown.length > 0) throw vonageNumberRefusal(420);
  return { status: 200, body: { value: 10.28, autoReload: false } };
}
