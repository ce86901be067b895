import { randomUUID } from 'node:crypto';
import type { CarrierAnswer } from './carrier-answer.js';
import { CarrierRefusal } from './carrier-refusal.js';
import { isHttpUrl } from './http-url.js';
import type { JsonObject } from './json-object.js';
import type { RecordedRequest } from './recorded-request.js';
import type { VobizAccount } from './vobiz-account.js';
import { type VobizApplication, vobizApplication, vobizApplicationResource } from './vobiz-application.js';
import { readVobizBody, refuseUnknown, vobizCount, vobizFlag, vobizText } from './vobiz-body.js';
import { vobizApplicationNotFound, vobizBadRequest, vobizWrongMethod } from './vobiz-errors.js';

const LARGEST_PAGE = 100;
const URLS = ['answer_url', 'fallback_answer_url', 'hangup_url', 'message_url'] as const;
const METHODS = ['answer_method', 'fallback_method', 'hangup_method', 'message_method'] as const;
const FLAGS = ['default_endpoint_app', 'default_app', 'enabled', 'log_incoming_message', 'public_uri'] as const;
const TO_CREATE = ['app_name', 'default_endpoint_app', 'default_number_app', ...URLS, ...METHODS];
const TO_UPDATE = ['app_name', 'default_number_app', ...FLAGS, ...URLS, ...METHODS];

type Changes = { -readonly [K in keyof VobizApplication]?: VobizApplication[K] };

/** `/v1/Account/{auth_id}/Application/` and `/v1/Account/{auth_id}/Application/{app_id}/`. */
export function handleVobizApplications(
  account: VobizAccount,
  appId: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  if (appId === undefined) return handleCollection(account, request);
  const application = account.applications.get(appId);
  if (!application) throw vobizApplicationNotFound(appId);
  switch (request.method) {
    case 'GET':
      return ok({ ...vobizApplicationResource(account.authId, application) });
    case 'POST': {
      // Left out of an update, `default_endpoint_app` becomes false, whatever the reference says of partial updates.
      const changes = { default_endpoint_app: false, ...readChanges(request, TO_UPDATE) };
      account.applications.set(appId, { ...application, ...changes });
      return ok({ message: 'changed' });
    }
    case 'DELETE':
      return remove(account, appId);
    default:
      throw vobizWrongMethod();
  }
}

/** Vobiz's ids are numbers of 17 digits: too large for a JSON number, so they travel as strings. */
export function nextVobizAppId(account: VobizAccount): string {
  const largest = [...account.applications.keys()].reduce(
    (most, id) => (BigInt(id) > most ? BigInt(id) : most),
    10_000_000_000_000_000n,
  );
  return String(largest + 1n);
}

function handleCollection(account: VobizAccount, request: RecordedRequest): CarrierAnswer {
  if (request.method === 'GET') return list(account, request);
  if (request.method !== 'POST') throw vobizWrongMethod();
  const { app_name: name, answer_url: answerUrl, ...rest } = readChanges(request, TO_CREATE);
  if (!name || !answerUrl || rest.answer_method === undefined) {
    throw vobizBadRequest('app_name, answer_url and answer_method are required');
  }
  const appId = nextVobizAppId(account);
  account.applications.set(appId, vobizApplication(appId, { app_name: name, answer_url: answerUrl, ...rest }));
  return { status: 201, body: { api_id: randomUUID(), app_id: appId, message: 'created' } };
}

function list(account: VobizAccount, { query }: RecordedRequest): CarrierAnswer {
  refuseUnknown(query.keys(), ['limit', 'offset']);
  const limit = vobizCount(query, 'limit', 20, 1, LARGEST_PAGE);
  const offset = vobizCount(query, 'offset', 0, 0, 1_000_000);
  const all = [...account.applications.values()];
  const uriAt = (start: number): string => `/v1/Account/${account.authId}/Application/?limit=${limit}&offset=${start}`;
  return ok({
    meta: {
      limit,
      next: offset + limit < all.length ? uriAt(offset + limit) : null,
      offset,
      previous: offset > 0 ? uriAt(Math.max(0, offset - limit)) : null,
      total_count: all.length,
    },
    objects: all.slice(offset, offset + limit).map((item) => vobizApplicationResource(account.authId, item)),
  });
}

/** "If the application is associated with phone numbers, the deletion is blocked with a 409." */
function remove(account: VobizAccount, appId: string): CarrierAnswer {
  const linked = [...account.numbers.values()].filter(({ applicationId }) => applicationId === appId).length;
  if (linked > 0) {
    const message = `Application is currently in use by ${linked} phone numbers`;
    throw new CarrierRefusal({ status: 409, body: { error: 'Cannot delete application', message } });
  }
  account.applications.delete(appId);
  return { status: 204 };
}

function readChanges(request: RecordedRequest, known: readonly string[]): Changes {
  const body = readVobizBody(request, known);
  const changes: Changes = {};
  const name = vobizText(body, 'app_name');
  if (name !== undefined) changes.app_name = checkedName(name);
  readUrls(body, changes);
  for (const method of METHODS) {
    const value = vobizText(body, method);
    if (value === undefined) continue;
    if (value !== 'GET' && value !== 'POST') throw vobizBadRequest(`${method} must be GET or POST`);
    changes[method] = value;
  }
  for (const flag of FLAGS) {
    const value = vobizFlag(body, flag);
    if (value !== undefined) changes[flag] = value;
  }
  return changes;
}

function readUrls(body: JsonObject, changes: Changes): void {
  for (const name of URLS) {
    const value = vobizText(body, name);
    if (value === undefined) continue;
    // Only the answer URL is required; an empty string takes the others away.
    if (value === '' ? name === 'answer_url' : !isHttpUrl(value)) throw vobizBadRequest(`${name} is not a valid URL`);
    if (name === 'fallback_answer_url' || name === 'message_url') changes[name] = value === '' ? null : value;
    else changes[name] = value;
  }
}

/** "Letters (upper and lower case), numbers (0–9), and only two special characters: - and _." */
function checkedName(name: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) throw vobizBadRequest('app_name may have letters, digits, - and _ only');
  return name;
}

function ok(body: Readonly<Record<string, unknown>>): CarrierAnswer {
  return { status: 200, body: { api_id: randomUUID(), ...body } };
}
