import type { CarrierAnswer } from './carrier-answer.js';
import type { JsonObject } from './json-object.js';
import type { PlivoAccount } from './plivo-account.js';
import { plivoText, readPlivoBody } from './plivo-body.js';
import { plivoBadRequest, plivoBody, plivoNotFound, plivoWrongMethod } from './plivo-errors.js';
import { type PlivoNumber, plivoNumberResource } from './plivo-number.js';
import { plivoPage, refuseUnknownPlivoFilters } from './plivo-page.js';
import type { RecordedRequest } from './recorded-request.js';

const FILTERS = ['alias', 'cnam_lookup', 'number_startswith', 'services', 'subaccount', 'type'];
const PARAMETERS = ['alias', 'app_id', 'cnam_lookup', 'subaccount'];

/** `/v1/Account/{auth_id}/Number/` and `/v1/Account/{auth_id}/Number/{number}/`. */
export function handlePlivoNumbers(
  account: PlivoAccount,
  digits: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  if (digits === undefined) {
    if (request.method !== 'GET') throw plivoWrongMethod();
    return { status: 200, body: list(account, request) };
  }
  const number = account.numbers.get(digits);
  if (!number) throw plivoNotFound();
  if (request.method === 'GET') return { status: 200, body: plivoBody(plivoNumberResource(account.authId, number)) };
  if (request.method !== 'POST') throw plivoWrongMethod();
  account.numbers.set(digits, updated(number, readPlivoBody(request, PARAMETERS), account));
  return { status: 202, body: plivoBody({ message: 'changed' }) };
}

function list(account: PlivoAccount, { path, query }: RecordedRequest): Record<string, unknown> {
  refuseUnknownPlivoFilters(query, FILTERS);
  const found = [...account.numbers.values()].filter((number) => isWanted(number, query));
  return plivoPage(found, path, query, (number) => plivoNumberResource(account.authId, number));
}

function isWanted(number: PlivoNumber, query: URLSearchParams): boolean {
  const services = query.get('services')?.split(',') ?? [];
  return (
    number.number.startsWith(query.get('number_startswith') ?? '') &&
    equals(query.get('alias'), number.alias) &&
    equals(query.get('subaccount'), number.subaccount) &&
    equals(query.get('type'), number.numberType) &&
    equals(query.get('cnam_lookup'), number.cnamLookup) &&
    (!services.includes('voice') || number.voiceEnabled) &&
    (!services.includes('sms') || number.smsEnabled) &&
    (!services.includes('mms') || number.mmsEnabled)
  );
}

function equals(wanted: string | null, actual: string | null): boolean {
  return wanted === null || wanted === actual;
}

function updated(number: PlivoNumber, body: JsonObject, account: PlivoAccount): PlivoNumber {
  const alias = plivoText(body, 'alias');
  const subaccount = plivoText(body, 'subaccount');
  const cnamLookup = plivoText(body, 'cnam_lookup');
  if (subaccount !== undefined && !account.subaccounts.has(subaccount))
    throw plivoBadRequest('subaccount is not valid');
  if (cnamLookup !== undefined && cnamLookup !== 'enabled' && cnamLookup !== 'disabled') {
    throw plivoBadRequest('cnam_lookup must be enabled or disabled');
  }
  return {
    ...number,
    appId: linkedApplication(number, body, account),
    ...(alias !== undefined && { alias }),
    ...(subaccount !== undefined && { subaccount }),
    ...(cnamLookup !== undefined && { cnamLookup }),
  };
}

/**
 * An empty string unlinks, as Plivo's own helpers `unlink_application_number` do it in PHP and Ruby. `null` is
 * answered with "changed" and changes nothing: https://github.com/plivo/plivo-node/issues/63
 */
function linkedApplication(number: PlivoNumber, body: JsonObject, account: PlivoAccount): string | null {
  if (body['app_id'] === null) return number.appId;
  const appId = plivoText(body, 'app_id');
  if (appId === undefined) return number.appId;
  if (appId === '') return null;
  if (!account.applications.has(appId) && !account.trunks.has(appId)) throw plivoBadRequest('app_id is not valid');
  return appId;
}
