import type { CarrierAnswer } from './carrier-answer.js';
import type { PlivoApplication } from './plivo-application.js';
import { plivoBadRequest, plivoBody, plivoWrongMethod } from './plivo-errors.js';
import type { PlivoNumber } from './plivo-number.js';
import type { RecordedRequest } from './recorded-request.js';

export interface PlivoAccount {
  readonly authId: string;
  readonly authToken: string;
  /** By digits, in the order in which they were rented. */
  readonly numbers: Map<string, PlivoNumber>;
  readonly applications: Map<string, PlivoApplication>;
  /** Zentrunk inbound trunks, whose ids stand in a number's `app_id` as an application's do. */
  readonly trunks: Set<string>;
  readonly subaccounts: Set<string>;
}

/**
 * `GET /v1/Account/{auth_id}/`, the Account object of the API reference; it cannot be changed here.
 * https://www.plivo.com/docs/account/api/account
 */
export function handlePlivoAccount({ authId }: PlivoAccount, { method, query }: RecordedRequest): CarrierAnswer {
  if (method !== 'GET') throw plivoWrongMethod();
  if (query.size > 0) throw plivoBadRequest('no arguments need to be passed');
  const account = {
    account_type: 'standard',
    address: null,
    auth_id: authId,
    auto_recharge: false,
    billing_mode: 'prepaid',
    cash_credits: '1.80900',
    city: null,
    name: 'A loopback account',
    resource_uri: `/v1/Account/${authId}/`,
    state: null,
    timezone: 'UTC',
  };
  return { status: 200, body: plivoBody(account) };
}
