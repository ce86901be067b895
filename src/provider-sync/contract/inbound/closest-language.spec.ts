import { closestLanguage } from './closest-language.js';

const SPOKEN = ['en-US', 'en-GB', 'pt-BR', 'pt-PT', 'zh', 'sr-Latn'];

it.each([
  ['en-GB', 'en-GB'],
  ['EN-gb', 'en-GB'],
  ['en-GB-oxendict', 'en-GB'],
  ['en-IN', 'en-US'],
  ['en', 'en-US'],
  ['pt', 'pt-BR'],
  ['zh-Hant-TW', 'zh'],
  ['sr-Latn-RS', 'sr-Latn'],
  ['sr-Cyrl', 'sr-Latn'],
  ['e', null],
  ['de-DE', null],
  ['', null],
])('for %j is %j', (wanted, expected) => {
  expect(closestLanguage(wanted, SPOKEN)).toBe(expected);
});
