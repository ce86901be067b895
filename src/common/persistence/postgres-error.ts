import { QueryFailedError } from 'typeorm';

/** The fields of a PostgreSQL error that this service reads (https://www.postgresql.org/docs/current/protocol-error-fields.html). */
export interface PostgresError {
  /** SQLSTATE, five characters. */
  code: string;
  /** `ERROR` fails a statement, `FATAL` ends the session. */
  severity?: string;
  /** Name of the violated constraint, when there is one. */
  constraint?: string;
  /** What else there is to say; of our own triggers, JSON. */
  detail?: string;
}

export const UNIQUE_VIOLATION = '23505';
export const FOREIGN_KEY_VIOLATION = '23503';

function hasCode(value: unknown): value is PostgresError {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

/** The PostgreSQL error inside what the ORM or the driver threw, if it is one. */
export function postgresErrorOf(error: unknown): PostgresError | undefined {
  const candidate: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return hasCode(candidate) ? candidate : undefined;
}

/** Whether the error is the violation of exactly this named constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return postgresErrorOf(error)?.constraint === constraint;
}
