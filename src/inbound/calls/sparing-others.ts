import { postgresErrorOf } from '../../common/persistence/postgres-error.js';

/** Class 22 is "data exception", 23 "integrity constraint violation": the row is at fault, not the database. */
const ROW_AT_FAULT = /^2[23]/;

type Work<Item, Result> = (items: readonly Item[]) => Promise<Result[]>;

/**
 * Does work on many items in such a way that one which the database refuses for what is in it keeps no other one from
 * being worked on: halves until it is alone.
 * @param onFaulty is told of each such item, with the SQLSTATE
 * @throws whatever else went wrong; then it is unknown which items were worked on
 */
export async function sparingOthers<Item, Result>(
  items: readonly Item[],
  work: Work<Item, Result>,
  onFaulty: (item: Item, sqlState: string) => void,
): Promise<Result[]> {
  try {
    return await work(items);
  } catch (error) {
    faultOf(error);
  }
  if (items.length > 1) {
    const middle = Math.ceil(items.length / 2);
    const results = await sparingOthers(items.slice(0, middle), work, onFaulty);
    return results.concat(await sparingOthers(items.slice(middle), work, onFaulty));
  }
  return secondChance(items, work, onFaulty);
}

/** What refers to something that was deleted while the statement ran looks like a faulty row, and is none the next time. */
async function secondChance<Item, Result>(
  items: readonly Item[],
  work: Work<Item, Result>,
  onFaulty: (item: Item, sqlState: string) => void,
): Promise<Result[]> {
  try {
    return await work(items);
  } catch (error) {
    const sqlState = faultOf(error);
    for (const item of items) onFaulty(item, sqlState);
    return [];
  }
}

/** The SQLSTATE of a refusal that is up to the row. @throws any other error */
function faultOf(error: unknown): string {
  const sqlState = postgresErrorOf(error)?.code ?? '';
  if (!ROW_AT_FAULT.test(sqlState)) throw error;
  return sqlState;
}
