import { pino } from 'pino';
import type { Logger } from 'pino';
import { isPretty } from '../config/build-app-config.js';
import type { Environment } from '../config/environment.js';

/** The logger of the minutes before the application has one; the same level and form. */
export function startLogger(variables: Environment): Logger {
  return pino({
    level: variables.LOG_LEVEL,
    ...(isPretty(variables)
      ? { transport: { target: 'pino-pretty', options: { singleLine: true, ignore: 'pid,hostname' } } }
      : {}),
  });
}
