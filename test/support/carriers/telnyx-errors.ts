import { CarrierRefusal } from './carrier-refusal.js';

/** Codes, titles and details of https://developers.telnyx.com/development/api-fundamentals/api-errors */
const ERRORS = {
  10003: [422, 'Invalid URL', 'The URL provided was invalid, malformed, or too long.'],
  10004: [422, 'Missing required parameter', 'A required parameter was missing.'],
  10005: [404, 'Resource not found', 'The requested resource or URL could not be found.'],
  10007: [500, 'Unexpected error', 'An unexpected error occured.'],
  10009: [
    401,
    'Authentication failed',
    'The required authentication headers were either invalid or not included in the request.',
  ],
  10010: [403, 'Authorization failed', 'You do not have permission to perform the requested action.'],
  10011: [429, 'Too many requests', 'You have exceeded the maximum number of allowed requests.'],
  10014: [415, 'Unsupported Media Type', 'The request failed because the server does not support the media type.'],
  10015: [422, 'Bad Request', 'The request failed because it was not well-formed.'],
  10016: [422, 'Phone number must be in +E164 format', 'The parameter must be in E164 format.'],
  10017: [
    422,
    'Associated resource does not exist',
    'The requested parameter is invalid as the associated resource does not exist.',
  ],
  10021: [422, 'Resource in use', 'The resource can not be removed as it is still in use.'],
  10033: [422, 'Value outside of range', 'The value is outside of the allowed range.'],
  90015: [422, 'Invalid Call Control ID', 'The call_control_id provided was not valid.'],
  90018: [422, 'Call has already ended', "This call is no longer active and can't receive commands."],
  90034: [422, 'Call not answered yet', "This call can't receive this command because it has not been answered yet."],
} as const;

type TelnyxErrorCode = keyof typeof ERRORS;

const CODE_OF_STATUS: Readonly<Record<number, TelnyxErrorCode>> = {
  400: 10015,
  401: 10009,
  403: 10010,
  404: 10005,
  415: 10014,
  422: 10015,
  429: 10011,
};

export function telnyxErrorBody(code: TelnyxErrorCode, parameter?: string): Record<string, unknown> {
  const [, title, detail] = ERRORS[code];
  const source = parameter === undefined ? {} : { source: { pointer: `/${parameter}`, parameter } };
  const meta = { url: `https://developers.telnyx.com/docs/overview/errors/${code}` };
  return { errors: [{ code: String(code), title, detail, ...source, meta }] };
}

export function telnyxErrorBodyOf(status: number): Record<string, unknown> {
  return telnyxErrorBody(CODE_OF_STATUS[status] ?? 10007);
}

export function telnyxRefusal(code: TelnyxErrorCode, parameter?: string): CarrierRefusal {
  return new CarrierRefusal({ status: ERRORS[code][0], body: telnyxErrorBody(code, parameter) });
}

/** A verb that the resource does not have. */
export function telnyxWrongMethod(): CarrierRefusal {
  return new CarrierRefusal({ status: 405, body: telnyxErrorBody(10005) });
}
