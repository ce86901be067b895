/**
 * The language that a carrier can speak which is closest to the one that is wanted: the same, or else a shorter form of
 * it (RFC 4647, lookup), or else the first of the same language from elsewhere. Null when it speaks nothing like it.
 * @param wanted BCP 47, in any case
 * @param spoken as the carrier writes them, the most usual of each language first
 */
export function closestLanguage(wanted: string, spoken: readonly string[]): string | null {
  const subtags = wanted.toLowerCase().split('-');
  for (let length = subtags.length; length > 0; length -= 1) {
    const range = subtags.slice(0, length).join('-');
    const found = spoken.find((tag) => tag.toLowerCase() === range);
    if (found !== undefined) return found;
  }
  return spoken.find((tag) => tag.toLowerCase().split('-')[0] === subtags[0]) ?? null;
}
