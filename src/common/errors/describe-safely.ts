/**
 * What may be logged of an unexpected error: its class, message and stack, and those of its causes. Never the
 * parameters of a query, which can hold credentials: the ORM's error carries them as properties, so the error object
 * itself must not reach the logger.
 */
export function describeSafely(error: unknown): { error: string; stack?: string; cause?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  return {
    error: `${error.name}: ${error.message}`,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause instanceof Error ? { cause: `${error.cause.name}: ${error.cause.message}` } : {}),
  };
}
