import { InboundFields } from '../../contract/inbound/inbound-fields.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { jsonTexts } from '../../contract/inbound/json-texts.js';
import { isJsonObject } from '../../contract/json-shape.js';

/**
 * What a voice application is told: in the URL with GET, as JSON with POST. A form is taken too.
 * https://developers.cloudonix.com/Documentation/voiceApplication/Request
 */
export function requestFields(request: InboundRequest): InboundFields {
  if (request.method === 'GET') return new InboundFields(request.query);
  return new InboundFields(isJsonObject(request.json) ? jsonTexts(request.json) : request.form);
}

/** The id that a request names only among the data of its session. */
export function sessionToken({ json }: InboundRequest): InboundFields {
  const data = isJsonObject(json) ? json['SessionData'] : undefined;
  return new InboundFields(isJsonObject(data) ? jsonTexts({ token: data['token'] }) : {});
}
