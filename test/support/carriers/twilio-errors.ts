import { CarrierRefusal } from './carrier-refusal.js';

export interface TwilioErrorBody {
  readonly code: number;
  readonly message: string;
  readonly more_info: string;
  readonly status: number;
}

export function twilioErrorBody(status: number, code: number, message: string): TwilioErrorBody {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

export function twilioBadRequest(code: number, message: string): CarrierRefusal {
  return new CarrierRefusal({ status: 400, body: twilioErrorBody(400, code, message) });
}

export function twilioUnauthenticated(): CarrierRefusal {
  return new CarrierRefusal({
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="Twilio API"' },
    body: twilioErrorBody(401, 20003, 'Authenticate'),
  });
}

/** Error 20403: "Typically this means the account has been suspended or closed." */
export function twilioForbidden(): CarrierRefusal {
  return new CarrierRefusal({ status: 403, body: twilioErrorBody(403, 20403, 'Forbidden') });
}

export function twilioNotFound(path: string): CarrierRefusal {
  const message = `The requested resource ${path} was not found`;
  return new CarrierRefusal({ status: 404, body: twilioErrorBody(404, 20404, message) });
}

export function twilioWrongMethod(): CarrierRefusal {
  return new CarrierRefusal({ status: 405, body: twilioErrorBody(405, 20004, 'Method not allowed') });
}
