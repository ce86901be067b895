import type { CarrierAnswer } from './carrier-answer.js';
import { isJsonObject, type JsonObject } from './json-object.js';
import type { RecordedRequest } from './recorded-request.js';
import type { TelnyxAccount } from './telnyx-account.js';
import { checkTelnyxMembers, readTelnyxBody } from './telnyx-body.js';
import { telnyxRefusal, telnyxWrongMethod } from './telnyx-errors.js';
import {
  NO_FORWARDING,
  type TelnyxForwarding,
  type TelnyxNumber,
  telnyxNumberResource,
  telnyxVoiceResource,
} from './telnyx-number.js';
import { containsAtLeastThree, refuseUnknownTelnyxParameters, telnyxPage } from './telnyx-page.js';

const NUMBER_FILTERS = [
  'filter[connection_id]',
  'filter[country_iso_alpha2]',
  'filter[customer_reference]',
  'filter[phone_number]',
  'filter[status]',
  'sort',
];
const VOICE_FILTERS = ['filter[customer_reference]', 'filter[phone_number]', 'sort'];

const NUMBER_MEMBERS = {
  billing_group_id: 'text?',
  connection_id: 'text?',
  customer_reference: 'text?',
  external_pin: 'text?',
  hd_voice_enabled: 'flag',
  tags: 'list',
} as const;

const VOICE_MEMBERS = {
  call_forwarding: 'object',
  caller_id_name_enabled: 'flag',
  inbound_call_screening: ['disabled', 'reject_calls', 'flag_calls'],
  tech_prefix_enabled: 'flag',
  translated_number: 'text',
  usage_payment_method: ['pay-per-minute', 'channel'],
} as const;

const FORWARDING_MEMBERS = {
  call_forwarding_enabled: 'flag',
  forwarding_type: ['always', 'on-failure'],
  forwards_to: 'text',
} as const;

/** `/v2/phone_numbers` and `/v2/phone_numbers/{id}`. */
export function handleTelnyxNumbers(
  account: TelnyxAccount,
  id: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  const show = (number: TelnyxNumber): unknown => telnyxNumberResource(number, connectionName(account, number));
  if (id === undefined) return list(account, request, NUMBER_FILTERS, show);
  return one(account, id, request, show, (number) => withNumberChanges(number, account, request));
}

/** `/v2/phone_numbers/voice` and `/v2/phone_numbers/{id}/voice`. */
export function handleTelnyxVoiceSettings(
  account: TelnyxAccount,
  id: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  if (id === undefined) return list(account, request, VOICE_FILTERS, telnyxVoiceResource);
  return one(account, id, request, telnyxVoiceResource, (number) => withVoiceChanges(number, request));
}

function list(
  account: TelnyxAccount,
  { method, query }: RecordedRequest,
  known: readonly string[],
  show: (number: TelnyxNumber) => unknown,
): CarrierAnswer {
  if (method !== 'GET') throw telnyxWrongMethod();
  refuseUnknownTelnyxParameters(query, known);
  // "If not given, results are sorted by created_at in descending order."
  const found = [...account.numbers.values()].reverse().filter((number) => isWanted(number, query));
  return { status: 200, body: telnyxPage(found, query, show) };
}

function one(
  account: TelnyxAccount,
  id: string,
  { method, query }: RecordedRequest,
  show: (number: TelnyxNumber) => unknown,
  change: (number: TelnyxNumber) => TelnyxNumber,
): CarrierAnswer {
  refuseUnknownTelnyxParameters(query, []);
  const number = account.numbers.get(id);
  if (!number) throw telnyxRefusal(10005);
  if (method !== 'GET' && method !== 'PATCH') throw telnyxWrongMethod();
  const present = method === 'GET' ? number : change(number);
  account.numbers.set(id, present);
  return { status: 200, body: { data: show(present) } };
}

/** "Requires at least three digits. Non-numerical characters will result in no values being returned." */
function isWanted(number: TelnyxNumber, query: URLSearchParams): boolean {
  const equals = (name: string, actual: string | null): boolean => [null, actual].includes(query.get(name));
  return (
    containsAtLeastThree(query, 'filter[phone_number]', number.phone_number.replace('+', '')) &&
    equals('filter[connection_id]', number.connection_id) &&
    equals('filter[country_iso_alpha2]', number.country_iso_alpha2) &&
    equals('filter[customer_reference]', number.customer_reference) &&
    equals('filter[status]', number.status)
  );
}

function connectionName(account: TelnyxAccount, { connection_id: id }: TelnyxNumber): string | null {
  return account.applications.get(id)?.application_name ?? (account.sipConnections.has(id) ? 'sip' : null);
}

/** An update changes the members that it has, and null takes the connection away. */
function withNumberChanges(number: TelnyxNumber, account: TelnyxAccount, request: RecordedRequest): TelnyxNumber {
  const { connection_id: connection, ...changes } = readTelnyxBody(request, NUMBER_MEMBERS);
  if (connection === undefined) return { ...number, ...changes };
  const id = typeof connection === 'string' ? connection : '';
  if (id !== '' && !account.applications.has(id) && !account.sipConnections.has(id)) {
    throw telnyxRefusal(10017, 'connection_id');
  }
  return { ...number, ...changes, connection_id: id };
}

function withVoiceChanges(number: TelnyxNumber, request: RecordedRequest): TelnyxNumber {
  const { call_forwarding: forwarding, ...changes } = readTelnyxBody(request, VOICE_MEMBERS);
  const present = isJsonObject(forwarding) ? forwardingOf(forwarding) : number.call_forwarding;
  return { ...number, ...changes, call_forwarding: present };
}

/** Whether the members of a forward that are not sent stay is not documented; here they do not. */
function forwardingOf(sent: JsonObject): TelnyxForwarding {
  const forwarding: TelnyxForwarding = { ...NO_FORWARDING, ...checkTelnyxMembers(sent, FORWARDING_MEMBERS) };
  const target = forwarding.forwards_to ?? '';
  if (target !== '' && !/^\+\d{7,15}$/.test(target)) throw telnyxRefusal(10015, 'forwards_to');
  return { ...forwarding, forwards_to: target === '' ? null : target };
}
