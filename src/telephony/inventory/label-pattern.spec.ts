import { LABEL_PATTERN, labelOf } from './label-pattern.js';

const VALUES = { name: 'Support', address: '+14155550100', country: 'US' };
const PIECES = [
  '{name}',
  '{address}',
  '{country}',
  ' ',
  '\t',
  '\n',
  '\u0000',
  '\u200b',
  '\u202e',
  '-',
  'ä',
  '日本',
  '👩‍👩‍👧',
  '🇩🇪',
  '$&',
  'x'.repeat(40),
];

/** A generator whose numbers are the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('labelOf', () => {
  it.each([
    ['{name}', VALUES, 'Support'],
    ['{country} {name} {address}', VALUES, 'US Support +14155550100'],
    ['{name}', { ...VALUES, name: null }, null],
    ['{country}  {name}', { ...VALUES, name: null }, 'US'],
    ['{name}', { ...VALUES, name: '{address}' }, '{address}'],
    ['{name}', { ...VALUES, name: '$& $1' }, '$& $1'],
    ['{name}', { ...VALUES, name: ' \u0000\n ' }, null],
    ['Line', VALUES, 'Line'],
  ])('%s', (pattern, values, label) => {
    expect(labelOf(pattern, values)).toBe(label);
  });

  it('is never longer than 64 code points, nor has control or format characters, nor spaces around it', () => {
    const random = randomOf(20_261_125);
    const text = (): string =>
      Array.from({ length: Math.floor(random() * 12) }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
    for (let round = 0; round < 2_000; round += 1) {
      const values = { name: random() < 0.2 ? null : text(), address: text(), country: random() < 0.3 ? null : 'US' };
      const label = labelOf(text(), values);
      if (label === null) continue;
      expect([...label].length).toBeLessThanOrEqual(64);
      expect(label).not.toMatch(/[\p{Cc}\p{Cf}]|^\s|\s$|\s\s/u);
      expect(label.isWellFormed()).toBe(true);
      expect(label).not.toBe('');
    }
  });
});

describe('LABEL_PATTERN', () => {
  it.each([
    ['{name}', true],
    ['Line {address}, {country}', true],
    ['Line', true],
    ['{label}', false],
    ['{name', false],
    ['name}', false],
    ['{{name}}', false],
  ])('%s: %s', (pattern, isRight) => {
    expect(LABEL_PATTERN.test(pattern)).toBe(isRight);
  });
});
