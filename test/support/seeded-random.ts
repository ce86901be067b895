/** The same sequence of numbers for the same seed (mulberry32), so that a random test that failed can be repeated. */
export class SeededRandom {
  private state: number;

  /** @param seed a whole number of 32 bits */
  constructor(readonly seed: number) {
    this.state = seed;
  }

  /** A whole number from 0 to below the end. */
  below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}
