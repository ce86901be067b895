import type { CarrierAnswer } from './carrier-answer.js';
import type { RecordedRequest } from './recorded-request.js';
import type { VobizAccount } from './vobiz-account.js';
import { vobizApplicationResource } from './vobiz-application.js';
import { readVobizBody, refuseUnknown, vobizCount, vobizText } from './vobiz-body.js';
import {
  vobizApplicationNotFound,
  vobizBadRequest,
  vobizNumberNotFound,
  vobizRefusal,
  vobizWrongMethod,
} from './vobiz-errors.js';
import { type VobizNumber, vobizNumberResource } from './vobiz-number.js';

const LARGEST_PAGE = 100;

/** `GET /v1/Account/{auth_id}/numbers`: pages are counted from 1, and `search` finds any part of a number. */
export function listVobizNumbers(account: VobizAccount, { method, query }: RecordedRequest): CarrierAnswer {
  if (method !== 'GET') throw vobizWrongMethod();
  refuseUnknown(query.keys(), ['page', 'per_page', 'search', 'status', 'include_subaccounts']);
  const page = vobizCount(query, 'page', 1, 1, 1_000_000);
  const perPage = vobizCount(query, 'per_page', 25, 1, LARGEST_PAGE);
  const status = query.get('status');
  const found = [...account.numbers.values()].filter(
    (number) =>
      number.e164.includes(query.get('search') ?? '') &&
      (status === null || number.status === status) &&
      (query.get('include_subaccounts') !== 'false' || number.subaccount === null),
  );
  const items = found.slice((page - 1) * perPage, page * perPage);
  return {
    status: 200,
    body: {
      items: items.map((number) => vobizNumberResource(account.authId, number)),
      page,
      per_page: perPage,
      total: found.length,
    },
  };
}

/** `/v1/Account/{auth_id}/numbers/{e164}/application`: POST links, DELETE unlinks, which twice is once. */
export function handleVobizNumberApplication(
  account: VobizAccount,
  e164: string,
  request: RecordedRequest,
): CarrierAnswer {
  const number = owned(account, e164);
  if (request.method === 'POST') return attach(account, number, request);
  if (request.method !== 'DELETE') throw vobizWrongMethod();
  account.numbers.set(e164, { ...number, applicationId: null });
  return { status: 200, body: bound('Number detached from application', account, e164, number.applicationId) };
}

/** `/v1/Account/{auth_id}/numbers/{e164}/assign`: POST sends the calls to a trunk, DELETE no longer does. */
export function handleVobizNumberTrunk(account: VobizAccount, e164: string, request: RecordedRequest): CarrierAnswer {
  const number = owned(account, e164);
  if (request.method === 'DELETE') {
    account.numbers.set(e164, { ...number, trunkGroupId: null });
    return { status: 204 };
  }
  if (request.method !== 'POST') throw vobizWrongMethod();
  const trunkId = vobizText(readVobizBody(request, ['trunk_group_id']), 'trunk_group_id');
  if (!trunkId || !account.trunks.has(trunkId)) throw vobizRefusal(404, 'the trunk does not exist');
  // "If a number is already assigned to a trunk, the assign call returns 400. Unassign it first."
  if (number.trunkGroupId !== null) throw vobizBadRequest('the number is already assigned to a trunk');
  account.numbers.set(e164, { ...number, trunkGroupId: trunkId });
  return { status: 204 };
}

function attach(account: VobizAccount, number: VobizNumber, request: RecordedRequest): CarrierAnswer {
  const applicationId = vobizText(readVobizBody(request, ['application_id']), 'application_id');
  if (!applicationId) throw vobizBadRequest('application_id is required');
  if (!account.applications.has(applicationId)) throw vobizApplicationNotFound(applicationId);
  if (account.refusesRelinking && number.applicationId !== null) {
    throw vobizRefusal(409, 'the number is already attached to an application');
  }
  account.numbers.set(number.e164, { ...number, applicationId });
  return { status: 200, body: bound('Number attached to application', account, number.e164, applicationId) };
}

function owned(account: VobizAccount, e164: string): VobizNumber {
  const number = account.numbers.get(e164);
  if (!number || number.status === 'released') throw vobizNumberNotFound();
  return number;
}

function bound(
  message: string,
  account: VobizAccount,
  number: string,
  applicationId: string | null,
): Record<string, unknown> {
  const application = account.applications.get(applicationId ?? '');
  return { message, number, application: application ? vobizApplicationResource(account.authId, application) : null };
}
