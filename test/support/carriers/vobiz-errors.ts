import { CarrierRefusal } from './carrier-refusal.js';

const CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST',
  401: 'INVALID_CREDENTIALS',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  429: 'RATE_LIMIT_EXCEEDED',
};

/** The standard error of https://docs.vobiz.ai/errors. */
export function vobizErrorBody(status: number, message = 'The request failed'): Record<string, unknown> {
  return {
    status: 'error',
    error: { code: CODES[status] ?? 'INTERNAL_ERROR', message },
    timestamp: '2026-10-12T10:30:00.000Z',
    requestId: 'req_7a8b9c0d1e2f',
  };
}

export function vobizRefusal(status: number, message: string): CarrierRefusal {
  return new CarrierRefusal({ status, body: vobizErrorBody(status, message) });
}

export function vobizBadRequest(message: string): CarrierRefusal {
  return vobizRefusal(400, message);
}

export function vobizWrongMethod(): CarrierRefusal {
  return vobizRefusal(405, 'method not allowed');
}

/** Numbers and trunks have a short form of their own. */
export function vobizNumberNotFound(): CarrierRefusal {
  const message = 'The phone number could not be found. Ensure it is URL-encoded correctly.';
  return new CarrierRefusal({ status: 404, body: { error: 'Number not found', message } });
}

/** As do applications. */
export function vobizApplicationNotFound(appId: string): CarrierRefusal {
  return new CarrierRefusal({ status: 404, body: { error: 'Application not found', app_id: appId } });
}
