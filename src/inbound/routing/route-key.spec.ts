import fc from 'fast-check';
import { parseRouteChange } from './route-change.js';
import { accountKey, inboundKey, isStorable } from './route-key.js';

/** Short and alike, so that parts run into each other. */
const part = fc.string({ unit: fc.constantFrom('a', '1', '|', '@', '2'), maxLength: 4 });

describe('the keys of routes', () => {
  it('are equal for equal parts only', () => {
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (one, other) => {
        const isSame = one.every((text, at) => text === other[at]);
        expect(inboundKey(...one) === inboundKey(...other)).toBe(isSame);
        expect(accountKey(one[0], one[1]) === accountKey(other[0], other[1])).toBe(
          one[0] === other[0] && one[1] === other[1],
        );
        expect(inboundKey(...one)).not.toBe(accountKey(other[0], other[1]));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a NUL', 'a\0b'],
    ['half a character', 'a\ud800'],
    ['more than a column holds', 'a'.repeat(511)],
  ])('with %s are not asked for', (_name, text) => {
    expect(isStorable({ provider: 'twilio', accountId: text })).toBe(false);
    expect(isStorable({ provider: 'twilio', accountId: 'AC1', address: text })).toBe(false);
    expect(isStorable({ provider: 'twilio', accountId: 'AC1', address: '+1' })).toBe(true);
  });
});

describe('an announcement', () => {
  it('is read as it is written', () => {
    expect(parseRouteChange('number 7,8')).toEqual({ kind: 'number', ids: [7, 8] });
    expect(parseRouteChange('workflow 9')).toEqual({ kind: 'workflow', ids: [9] });
    const account = { provider: 'ari', accountId: 'with a  space ' };
    expect(parseRouteChange('account ari with a  space ')).toEqual({ kind: 'account', account });
  });

  it('is never misread', () => {
    for (const junk of ['', 'number', 'number x', 'number 1,', 'number -1', 'workflow 1.5', 'account', 'other 1'])
      expect(parseRouteChange(junk)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => void parseRouteChange(text)));
  });
});
