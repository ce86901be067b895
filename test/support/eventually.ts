import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 25;

/** Looks again until the value is right; what it was last time is in the message when it never is. */
export async function eventually<T>(
  look: () => Promise<T>,
  isRight: (value: T) => boolean,
  patienceMs = 5_000,
): Promise<T> {
  for (const giveUpAt = Date.now() + patienceMs; ;) {
    const value = await look();
    if (isRight(value)) return value;
    if (Date.now() > giveUpAt) throw new Error(`still not right after ${patienceMs} ms: ${JSON.stringify(value)}`);
    await sleep(STEP_MS);
  }
}
