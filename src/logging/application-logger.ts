import { Logger } from 'nestjs-pino';
import { describeSafely } from '../common/errors/describe-safely.js';
import { redact } from '../common/secrets/redact.js';

/** What the framework says of its own wiring at each start: forty lines that tell an operator nothing. */
const WIRING = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);

/** Errors are told in words: as objects they carry whatever was attached to them, such as a query's parameters. */
function safe(message: unknown): unknown {
  return message instanceof Error ? describeSafely(message) : redact(message);
}

/**
 * The application's logger: no object leaves it with a secret in it, and the framework's wiring is said only with
 * LOG_LEVEL=debug. The lines of requests do not come through here; they consist of named facts alone.
 */
export class ApplicationLogger extends Logger {
  override log(message: unknown, ...optional: unknown[]): void {
    const context = optional.at(-1);
    if (typeof context === 'string' && WIRING.has(context)) super.debug(safe(message), ...optional);
    else super.log(safe(message), ...optional);
  }

  override fatal(message: unknown, ...optional: unknown[]): void {
    super.fatal(safe(message), ...optional);
  }

  override error(message: unknown, ...optional: unknown[]): void {
    super.error(safe(message), ...optional);
  }

  override warn(message: unknown, ...optional: unknown[]): void {
    super.warn(safe(message), ...optional);
  }

  override debug(message: unknown, ...optional: unknown[]): void {
    super.debug(safe(message), ...optional);
  }

  override verbose(message: unknown, ...optional: unknown[]): void {
    super.verbose(safe(message), ...optional);
  }
}
