import { type JsonObject, parseJsonObject } from './json-object.js';
import { mediaType } from './media-type.js';
import { plivoBadRequest } from './plivo-errors.js';
import type { RecordedRequest } from './recorded-request.js';

/** The JSON body with only parameters that the API reference names. */
export function readPlivoBody(request: RecordedRequest, known: readonly string[]): JsonObject {
  if (mediaType(request) !== 'application/json') throw plivoBadRequest('the content type must be application/json');
  const body = parseJsonObject(request.body);
  if (!body) throw plivoBadRequest('the body is not a JSON object');
  for (const name of Object.keys(body)) {
    if (!known.includes(name)) throw plivoBadRequest(`unknown parameter ${name}`);
  }
  return body;
}

/** A string parameter; undefined when it is absent. */
export function plivoText(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw plivoBadRequest(`${name} must be a string`);
}

export function plivoFlag(body: JsonObject, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw plivoBadRequest(`${name} must be a boolean`);
}
