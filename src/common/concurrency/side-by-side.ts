/** Runs the same work several times beside each other, waits until each has ended, then throws what the first threw. */
export async function sideBySide(count: number, work: () => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(Array.from({ length: count }, work));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

interface Few {
  atOnce: number;
  /** When it is aborted, no further item is taken; the caller asks it whether all were. */
  signal: AbortSignal;
}

/**
 * Does the work for each item, a few at a time, in their order. After a failure no further item is taken, and what is
 * under way is waited for, so that nothing goes on behind the caller's back.
 * @throws whatever the work threw first
 */
export async function aFewAtATime<T extends object | string>(
  items: readonly T[],
  { atOnce, signal }: Few,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await sideBySide(atOnce, async () => {
    for (let item = left.shift(); item !== undefined && !signal.aborted; item = left.shift()) {
      try {
        await work(item);
      } catch (error) {
        left.length = 0;
        throw error;
      }
    }
  });
}
