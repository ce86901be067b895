import process from 'node:process';
import type { INestApplication } from '@nestjs/common';
import { FirstStartService } from '../auth/first-start.service.js';

/**
 * Shows the key that a first start made: once, on standard output, never in the log. Called before the service listens,
 * because a start that fails on its port has made the key all the same, and nobody can read it later.
 */
export function showFirstKey(app: INestApplication): void {
  const key = app.get(FirstStartService, { strict: false }).generatedApiKey;
  if (key === null) return;
  process.stdout.write(
    `\n  Your API key, shown this once:\n\n    ${key}\n\n  Send it as X-API-Key. It may do everything, so keep it like a password.\n\n`,
  );
}
