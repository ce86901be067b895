import { CarrierRefusal } from './carrier-refusal.js';

const LABELS: Readonly<Record<number, string>> = {
  200: 'success',
  401: 'authentication failed',
  420: 'method failed',
  429: 'too many requests',
};

/** The Numbers API answers with a code as text, for success too. */
export function vonageNumberBody(status: number): Record<string, string> {
  return { 'error-code': String(status), 'error-code-label': LABELS[status] ?? 'internal error' };
}

export function vonageNumberRefusal(status: 401 | 404 | 405 | 415 | 420): CarrierRefusal {
  return new CarrierRefusal({ status, body: vonageNumberBody(status) });
}
