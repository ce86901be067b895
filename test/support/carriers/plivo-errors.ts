import { randomUUID } from 'node:crypto';
import { CarrierRefusal } from './carrier-refusal.js';

/** Every Plivo answer with a body carries an `api_id`. */
export function plivoBody(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { api_id: randomUUID(), ...body };
}

export function plivoRefusal(status: number, error: string): CarrierRefusal {
  return new CarrierRefusal({ status, body: plivoBody({ error }) });
}

export function plivoBadRequest(error: string): CarrierRefusal {
  return plivoRefusal(400, error);
}

export function plivoNotFound(): CarrierRefusal {
  return plivoRefusal(404, 'not found');
}

export function plivoWrongMethod(): CarrierRefusal {
  return plivoRefusal(405, 'method not allowed');
}
