import type { CarrierAnswer } from './carrier-answer.js';
import { isHttpUrl } from './http-url.js';
import { type JsonObject, parseJsonObject } from './json-object.js';
import type { PlivoAccount } from './plivo-account.js';
import { type PlivoApplication, plivoApplication, plivoApplicationResource } from './plivo-application.js';
import { plivoFlag, plivoText, readPlivoBody } from './plivo-body.js';
import { plivoBadRequest, plivoBody, plivoNotFound, plivoWrongMethod } from './plivo-errors.js';
import { plivoPage, refuseUnknownPlivoFilters } from './plivo-page.js';
import type { RecordedRequest } from './recorded-request.js';

const URLS = ['answer_url', 'fallback_answer_url', 'hangup_url', 'message_url'] as const;
const METHODS = ['answer_method', 'fallback_method', 'hangup_method', 'message_method'] as const;
const FLAGS = ['default_endpoint_app', 'default_number_app', 'log_incoming_messages', 'public_uri'] as const;
const PARAMETERS = ['app_name', 'subaccount', ...URLS, ...METHODS, ...FLAGS];

type Changes = { -readonly [K in keyof PlivoApplication]?: PlivoApplication[K] };

/** `/v1/Account/{auth_id}/Application/` and `/v1/Account/{auth_id}/Application/{app_id}/`. */
export function handlePlivoApplications(
  account: PlivoAccount,
  appId: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  if (appId === undefined) return handleCollection(account, request);
  const application = account.applications.get(appId);
  if (!application) throw plivoNotFound();
  switch (request.method) {
    case 'GET':
      return { status: 200, body: plivoBody(plivoApplicationResource(account.authId, application)) };
    case 'POST':
      savePlivoApplication(account, { ...application, ...readChanges(request, account) });
      return { status: 202, body: plivoBody({ message: 'changed' }) };
    case 'DELETE':
      remove(account, appId, request);
      return { status: 204 };
    default:
      throw plivoWrongMethod();
  }
}

/** Keeps the rule that an account has at most one default application for new numbers. */
export function savePlivoApplication(account: PlivoAccount, application: PlivoApplication): void {
  if (application.default_number_app) {
    for (const [id, other] of account.applications) {
      account.applications.set(id, { ...other, default_number_app: false });
    }
  }
  account.applications.set(application.app_id, application);
}

/** Plivo's ids are numbers of 17 or 18 digits: too large for a JSON number, so they travel as strings. */
export function nextPlivoAppId(account: PlivoAccount): string {
  const largest = [...account.applications.keys(), ...account.trunks].reduce(
    (most, id) => (BigInt(id) > most ? BigInt(id) : most),
    20_000_000_000_000_000n,
  );
  return String(largest + 1n);
}

function handleCollection(account: PlivoAccount, request: RecordedRequest): CarrierAnswer {
  if (request.method === 'GET') return { status: 200, body: list(account, request) };
  if (request.method !== 'POST') throw plivoWrongMethod();
  const { app_name: name, answer_url: answerUrl, ...rest } = readChanges(request, account);
  if (!name) throw plivoBadRequest('app_name is missing');
  if (!answerUrl) throw plivoBadRequest('answer_url is missing');
  const appId = nextPlivoAppId(account);
  savePlivoApplication(account, plivoApplication(appId, { app_name: name, answer_url: answerUrl, ...rest }));
  return { status: 201, body: plivoBody({ app_id: appId, message: 'created' }) };
}

/** "Filter by app name prefix." */
function list(account: PlivoAccount, { path, query }: RecordedRequest): Record<string, unknown> {
  refuseUnknownPlivoFilters(query, ['app_name', 'subaccount']);
  const subaccount = query.get('subaccount');
  const found = [...account.applications.values()].filter(
    (application) =>
      application.app_name.startsWith(query.get('app_name') ?? '') &&
      (subaccount === null || subaccount === application.sub_account),
  );
  return plivoPage(found, path, query, (application) => plivoApplicationResource(account.authId, application));
}

/** Numbers lose their application; what becomes of SIP endpoints (`cascade`) is outside this loopback. */
function remove(account: PlivoAccount, appId: string, request: RecordedRequest): void {
  const body = parseJsonObject(request.body) ?? {};
  const names = [...request.query.keys(), ...Object.keys(body)];
  const unknown = names.find((name) => name !== 'cascade' && name !== 'new_endpoint_application');
  if (unknown !== undefined) throw plivoBadRequest(`unknown parameter ${unknown}`);
  const successor = request.query.get('new_endpoint_application') ?? body['new_endpoint_application'];
  if (successor !== undefined && !account.applications.has(String(successor))) {
    throw plivoBadRequest('new_endpoint_application is not valid');
  }
  account.applications.delete(appId);
  for (const [digits, number] of account.numbers) {
    if (number.appId === appId) account.numbers.set(digits, { ...number, appId: null });
  }
}

function readChanges(request: RecordedRequest, account: PlivoAccount): Changes {
  const body = readPlivoBody(request, PARAMETERS);
  const changes: Changes = {};
  const name = plivoText(body, 'app_name');
  if (name !== undefined) changes.app_name = checkedName(name);
  readUrls(body, changes);
  for (const method of METHODS) {
    const value = plivoText(body, method);
    if (value === undefined) continue;
    if (value !== 'GET' && value !== 'POST') throw plivoBadRequest(`${method} must be GET or POST`);
    changes[method] = value;
  }
  for (const flag of FLAGS) {
    const value = plivoFlag(body, flag);
    if (value !== undefined) changes[flag] = value;
  }
  const subaccount = plivoText(body, 'subaccount');
  if (subaccount === undefined) return changes;
  if (!account.subaccounts.has(subaccount)) throw plivoBadRequest('subaccount is not valid');
  return { ...changes, sub_account: subaccount };
}

function readUrls(body: JsonObject, changes: Changes): void {
  for (const name of URLS) {
    const value = plivoText(body, name);
    if (value === undefined) continue;
    // Only the answer URL is required; an empty string takes the others away.
    if (value === '' ? name === 'answer_url' : !isHttpUrl(value)) throw plivoBadRequest(`${name} is not a valid URL`);
    changes[name] = value;
  }
}

/** "Allowed: alphanumeric, hyphen (-), underscore (_)." */
function checkedName(name: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) throw plivoBadRequest('app_name may have letters, digits, - and _ only');
  return name;
}
