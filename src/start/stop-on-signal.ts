import process from 'node:process';
import type { INestApplication } from '@nestjs/common';

/** Longer than any attempt at a carrier may take. A second signal does not wait. */
const PATIENCE_MS = 40_000;

/** Stops in order on SIGTERM and SIGINT: no new requests, the running ones end, then the database. */
export function stopOnSignal(app: INestApplication, stopDatabase: () => Promise<void>): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    await app.close();
    await stopDatabase();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}
