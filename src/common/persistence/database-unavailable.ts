import { DomainError } from '../errors/domain-error.js';
import { postgresErrorOf } from './postgres-error.js';

/** How long a client should wait before it asks again, seconds. */
const RETRY_AFTER_SECONDS = 5;

// Class 08 is "connection exception", 57P0x are shutdowns, 53300 is "too many connections".
const UNAVAILABLE_SQLSTATES = /^(08...|57P0[1-3]|53300)$/;
const UNAVAILABLE_SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);
const UNAVAILABLE_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout/;

/** Whether the error says that the database is away, as opposed to that it refused a statement. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const refusal = postgresErrorOf(error);
  // The server ended the session or never began it, whatever its reason: shut down, closed for maintenance, renamed.
  if (refusal?.severity === 'FATAL' || refusal?.severity === 'PANIC') return true;
  const code = refusal?.code;
  if (code !== undefined && (UNAVAILABLE_SQLSTATES.test(code) || UNAVAILABLE_SOCKET_CODES.has(code))) return true;
  const message: unknown =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
  return typeof message === 'string' && UNAVAILABLE_MESSAGES.test(message);
}

/** The 503 that says the database is away. */
export function databaseUnavailable(cause: unknown): DomainError {
  return new DomainError('database_unavailable', 'The database cannot be reached at the moment. Try again shortly.', {
    headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    cause,
  });
}
