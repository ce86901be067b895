import { cloudonixBadRequest } from './cloudonix-errors.js';
import { isJsonObject, type JsonObject, parseJsonObject } from './json-object.js';
import { mediaType } from './media-type.js';
import type { RecordedRequest } from './recorded-request.js';

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'id' | 'id?';

const CHECKS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  object: isJsonObject,
  id: (value) => typeof value === 'string' || typeof value === 'number',
  'id?': (value) => value === null || typeof value === 'string' || typeof value === 'number',
};

/** The JSON body with only fields that the API description names, each of its kind. */
export function readCloudonixBody(request: RecordedRequest, fields: Readonly<Record<string, Kind>>): JsonObject {
  if (mediaType(request) !== 'application/json') throw cloudonixBadRequest('Content-Type must be application/json');
  const body = parseJsonObject(request.body);
  if (!body) throw cloudonixBadRequest('The body is not a JSON object');
  for (const [name, value] of Object.entries(body)) {
    const kind = fields[name];
    if (!kind) throw cloudonixBadRequest(`Unknown field ${name}`);
    if (!CHECKS[kind](value)) throw cloudonixBadRequest(`${name} must be a ${kind}`);
  }
  return body;
}
