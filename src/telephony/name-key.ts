import { createHash } from 'node:crypto';

/** Length of the columns. */
const LONGEST = 255;

/**
 * A name as uniqueness sees it. White space was collapsed when the name was read. One character can become eighteen
 * (U+FDFA), so what the column cannot hold is stored as its hash.
 */
export function nameKey(name: string): string {
  const key = name.normalize('NFKC').toLowerCase();
  return key.length <= LONGEST ? key : createHash('sha256').update(key).digest('hex');
}
