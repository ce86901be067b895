import fc from 'fast-check';
import { addressSpellings, commonDigits, SUFFIX_DIGITS } from './address-spellings.js';

describe('addressSpellings', () => {
  it.each<[to: string, canonical: string | null, exact: string[], suffix: string | null]>([
    ['+14155550100', '+14155550100', ['+14155550100', '14155550100'], '5550100'],
    ['14155550100', null, ['+14155550100'], '5550100'],
    ['0014155550100', null, ['+14155550100'], '5550100'],
    ['01114155550100', null, ['+14155550100'], '5550100'],
    ['(415) 555-0100', null, ['4155550100'], '5550100'],
    ['sip:+14155550100@pbx.example.com', null, ['+14155550100'], '5550100'],
    ['sip:Reception@PBX.example.com:5080;transport=tcp', null, ['reception', 'sip:Reception@pbx.example.com'], null],
    ['100', '100', ['100'], null],
    ['  reception ', null, ['reception'], null],
    ['call 4155550100', null, [], null],
  ])('of %j', (to, canonical, exact, suffix) => {
    const spellings = addressSpellings(to, canonical);
    expect(spellings.exact).toEqual(expect.arrayContaining(exact));
    expect(spellings.suffix).toBe(suffix);
  });

  it('are few and different, and end in the digits of the address, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 255 }), fc.option(fc.string(), { nil: null }), (to, canonical) => {
        const { exact, suffix } = addressSpellings(to, canonical);
        expect(exact.length).toBeLessThanOrEqual(11);
        expect(new Set(exact).size).toBe(exact.length);
        if (suffix !== null) expect(suffix).toMatch(new RegExp(`^\\d{${SUFFIX_DIGITS}}$`));
      }),
    );
  });
});

it('commonDigits counts from the end, over everything that is no digit', () => {
  expect(commonDigits('+14155550100', '(415) 555-0100')).toBe(10);
  expect(commonDigits('+14155550100', '+14155550101')).toBe(0);
  expect(commonDigits('reception', '+1')).toBe(0);
});
