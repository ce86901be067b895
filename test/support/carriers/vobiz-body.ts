import { type JsonObject, parseJsonObject } from './json-object.js';
import { mediaType } from './media-type.js';
import type { RecordedRequest } from './recorded-request.js';
import { vobizBadRequest } from './vobiz-errors.js';

/** The JSON body with only parameters that the API reference names. */
export function readVobizBody(request: RecordedRequest, known: readonly string[]): JsonObject {
  if (mediaType(request) !== 'application/json') throw vobizBadRequest('the content type must be application/json');
  const body = parseJsonObject(request.body);
  if (!body) throw vobizBadRequest('the body is not a JSON object');
  refuseUnknown(Object.keys(body), known);
  return body;
}

export function refuseUnknown(names: Iterable<string>, known: readonly string[]): void {
  for (const name of names) {
    if (!known.includes(name)) throw vobizBadRequest(`unknown parameter ${name}`);
  }
}

/** A string parameter; undefined when it is absent. */
export function vobizText(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw vobizBadRequest(`${name} must be a string`);
}

export function vobizFlag(body: JsonObject, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw vobizBadRequest(`${name} must be a boolean`);
}

/** A whole number of a query within its limits, which are refused rather than cut. */
export function vobizCount(
  query: URLSearchParams,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw vobizBadRequest(`${name} must be a whole number from ${least} to ${most}`);
}
