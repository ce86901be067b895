import { randomBytes } from 'node:crypto';
import { CarrierRefusal } from './carrier-refusal.js';

/** A rejected member of an application, in the words of the Application API. */
export interface VonageInvalidParameter {
  readonly name: string;
  readonly reason: string;
}

const ERRORS = 'https://developer.vonage.com/api-errors';

const TITLES: Readonly<Record<number, readonly [type: string, title: string, detail: string]>> = {
  401: [`${ERRORS}#unauthorized`, 'Invalid credentials supplied', 'You did not provide correct credentials.'],
  404: [`${ERRORS}#not-found`, 'Not Found', 'ID does not exist, or you do not have access'],
  405: [`${ERRORS}#wrong-verb`, 'Request method not allowed', 'Request method not supported'],
  406: [
    `${ERRORS}#accept-header`,
    'Invalid Accept header',
    "Invalid Accept header provided. Must be one of the following: 'application/json'",
  ],
  415: [
    `${ERRORS}#content-type-header`,
    'Unsupported Content-Type header',
    "Unsupported Content-Type header provided. Must be one of the following: 'application/json'",
  ],
  429: [`${ERRORS}#rate-limit`, 'Too Many Requests', 'The request was rate limited'],
};

/** The problem body of the Application API: no status member, and an `instance` to quote to their support. */
export function vonageProblem(status: number, detail?: string): Record<string, unknown> {
  const [type, title, usual] = TITLES[status] ?? [
    `${ERRORS}#internal-error`,
    'Internal Error',
    'Something went wrong.',
  ];
  return { type, title, detail: detail ?? usual, instance: randomBytes(16).toString('hex') };
}

export function vonageRefusal(status: number, detail?: string): CarrierRefusal {
  return new CarrierRefusal({ status, body: vonageProblem(status, detail) });
}

export function vonageInvalid(
  kind: 'payload-validation' | 'list-validation',
  invalid: readonly VonageInvalidParameter[],
): CarrierRefusal {
  const body = {
    type: `${ERRORS}/application#${kind}`,
    title: 'Bad Request',
    detail: 'The request failed due to validation errors',
    invalid_parameters: invalid,
    instance: randomBytes(16).toString('hex'),
  };
  return new CarrierRefusal({ status: 400, body });
}
