import { InboundFields } from '../../contract/inbound/inbound-fields.js';
import type { InboundParams, InboundRequest } from '../../contract/inbound/inbound-request.js';

/**
 * What a voice application is told: in the URL with GET, as JSON with POST. A form is taken too.
 * https://developers.cloudonix.com/Documentation/voiceApplication/Request
 */
export function requestFields(request: InboundRequest): InboundFields {
  if (request.method === 'GET') return new InboundFields(request.query);
  return new InboundFields(isObject(request.json) ? textsOf(request.json) : request.form);
}

/** The id that a request names only among the data of its session. */
export function sessionToken({ json }: InboundRequest): InboundFields {
  const data = isObject(json) ? json['SessionData'] : undefined;
  return new InboundFields(isObject(data) ? textsOf({ token: data['token'] }) : {});
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects and lists are JSON, so that they are neither an id nor an address. */
function textsOf(json: Readonly<Record<string, unknown>>): InboundParams {
  const texts = Object.create(null) as Record<string, string | undefined>;
  for (const [name, value] of Object.entries(json)) texts[name] = textOf(value);
  return texts;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack.
    return undefined;
  }
}
