import { CarrierRefusal } from './carrier-refusal.js';

export function cloudonixRefusal(status: number, message: string): CarrierRefusal {
  return new CarrierRefusal({ status, body: { message } });
}

export function cloudonixBadRequest(message: string): CarrierRefusal {
  return cloudonixRefusal(400, message);
}

export function cloudonixNotFound(): CarrierRefusal {
  return cloudonixRefusal(404, 'Not Found');
}

export function cloudonixWrongMethod(): CarrierRefusal {
  return cloudonixRefusal(405, 'Method Not Allowed');
}
