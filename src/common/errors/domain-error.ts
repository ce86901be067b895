import type { ErrorCode } from './error-catalog.js';
import type { FieldError } from './problem-details.js';

interface DomainErrorOptions {
  /** The fields at fault, for 422 answers. */
  errors?: readonly FieldError[];
  /** Response headers that belong to the refusal, such as `Retry-After`. */
  headers?: Readonly<Record<string, string>>;
  /** What happened underneath. Logged, never answered. */
  cause?: unknown;
}

/** A refusal that a client is meant to read: a stable code and a sentence that says why and what to do. */
export class DomainError extends Error {
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  /** @param detail shown to the client: no secret, no other tenant's data, no driver text. */
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    options: DomainErrorOptions = {},
  ) {
    super(`${code}: ${detail}`, { cause: options.cause });
    this.name = 'DomainError';
    this.errors = options.errors;
    this.headers = options.headers;
  }
}
