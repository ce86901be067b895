import type { RecordedRequest } from './recorded-request.js';

/** The content type without its parameters, in lower case; empty when the request names none. */
export function mediaType(request: RecordedRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1).join('').trim().toLowerCase();
}
