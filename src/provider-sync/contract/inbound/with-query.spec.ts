import fc from 'fast-check';
import { withQuery } from './with-query.js';

it.each([
  ['wss://a.example/media', 'wss://a.example/media?x=1'],
  ['wss://a.example/media?', 'wss://a.example/media?x=1'],
  ['wss://a.example/media?a=b%20c', 'wss://a.example/media?a=b%20c&x=1'],
  ['wss://a.example/media?a&', 'wss://a.example/media?a&x=1'],
  ['wss://a.example/media#part?', 'wss://a.example/media?x=1#part?'],
])('adds to %s', (url, expected) => {
  expect(withQuery(url, { x: '1' })).toBe(expected);
});

it('leaves a URL alone that gets no parameters', () => {
  expect(withQuery('wss://a.example/media?', {})).toBe('wss://a.example/media?');
});

it('loses nothing, and writes only what every reader of URLs takes', () => {
  const name = fc.stringMatching(/^\w{1,40}$/).filter((word) => word !== '__proto__');
  const parameters = fc.dictionary(name, fc.string({ unit: 'grapheme' }), { minKeys: 1 });
  const isLossless = fc.property(parameters, (given) => {
    const url = withQuery('wss://a.example/media', given);
    expect(url).toMatch(/^wss:\/\/a\.example\/media\?[\w.~%=&-]+$/);
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({ ...given });
  });
  fc.assert(isLossless);
});
