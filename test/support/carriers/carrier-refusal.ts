import type { CarrierAnswer } from './carrier-answer.js';

/** Thrown anywhere below a carrier's handler to answer with the carrier's own error. */
export class CarrierRefusal extends Error {
  constructor(readonly answer: CarrierAnswer) {
    super(`carrier refuses with ${answer.status}`);
  }
}
