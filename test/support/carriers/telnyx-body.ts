import { isJsonObject, type JsonObject, parseJsonObject } from './json-object.js';
import { mediaType } from './media-type.js';
import type { RecordedRequest } from './recorded-request.js';
import { telnyxRefusal } from './telnyx-errors.js';

/** What a member of a body may be; `text?` may also be null. */
export type TelnyxKind = 'text' | 'text?' | 'flag' | 'count?' | 'list' | 'object' | readonly string[];

/** The JSON body, with only members that the API reference names, of the kinds that it names. */
export function readTelnyxBody(request: RecordedRequest, members: Readonly<Record<string, TelnyxKind>>): JsonObject {
  if (mediaType(request) !== 'application/json') throw telnyxRefusal(10014);
  const body = parseJsonObject(request.body);
  if (!body) throw telnyxRefusal(10015);
  return checkTelnyxMembers(body, members);
}

export function checkTelnyxMembers(body: JsonObject, members: Readonly<Record<string, TelnyxKind>>): JsonObject {
  for (const [name, value] of Object.entries(body)) {
    const kind = Object.hasOwn(members, name) ? members[name] : undefined;
    if (kind === undefined || !isOfKind(value, kind)) throw telnyxRefusal(10015, name);
  }
  return body;
}

function isOfKind(value: unknown, kind: TelnyxKind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'text?':
      return value === null || typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'count?':
      return value === null || Number.isInteger(value);
    case 'list':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return kind.includes(String(value));
  }
}
