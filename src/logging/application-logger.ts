import { Logger } from 'nestjs-pino';

/** What the framework says of its own wiring at each start: forty lines that tell an operator nothing. */
const WIRING = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);

/** The application's logger; the framework's wiring only with LOG_LEVEL=debug. */
export class ApplicationLogger extends Logger {
  override log(message: unknown, ...optional: unknown[]): void {
    const context = optional.at(-1);
    if (typeof context === 'string' && WIRING.has(context)) super.debug(message, ...optional);
    else super.log(message, ...optional);
  }
}
