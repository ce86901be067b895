import fc from 'fast-check';
import { getCountries, getCountryCallingCode, getExampleNumber, Metadata } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import type { AddressResult } from './address-result.js';
import type { AddressType } from './canonical-address.js';
import { parseTelephonyAddress } from './telephony-address.js';

const every: readonly AddressType[] = ['pstn', 'sip_uri', 'sip_extension'];
const countries = getCountries();

const country = fc.constantFrom(...countries);
const hint = fc.option(country);
const digit = fc.integer({ min: 0, max: 9 }).map(String);
const digits = (constraints: fc.StringConstraints) => fc.string({ ...constraints, unit: digit });

const parse = (address: string, countryCode: string | null, acceptsPossibleNumbers = false): AddressResult =>
  parseTelephonyAddress(address, { countryCode, acceptedTypes: every, acceptsPossibleNumbers });

/** Numbers of every plan: a length the plan lists, random digits, sometimes with a trunk prefix in front. */
const numberOfPlan = country.chain((code) => {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(code);
  return fc
    .tuple(
      fc.constantFrom(...(metadata.numberingPlan?.possibleLengths() ?? [10])),
      fc.constantFrom('', '0', '1', '8', '88', '06'),
    )
    .chain(([length, prefix]) =>
      digits({ minLength: length, maxLength: length }).map(
        (number) => `+${getCountryCallingCode(code)}${prefix}${number}`,
      ),
    );
});

const exampleNumber = country.map((code) => getExampleNumber(code, examples)?.number ?? '');

/** Shaped like what the grammar allows and a bit beyond, so that most of the parser is reached. */
const addressLike = fc.oneof(
  numberOfPlan,
  exampleNumber,
  digits({ minLength: 1, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...'+0123456789 -.()/;,x#extEXT='), maxLength: 24 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 70 }),
  fc.stringMatching(/^tel:\+?[0-9().-]{1,16}(;[a-z-]{1,13}=[a-z0-9+.]{0,8})?$/),
  fc.stringMatching(
    /^[sS][iI][pP][sS]?:([A-Za-z0-9.;?/+%-]{0,8}@)?[A-Za-z0-9.[\]:-]{0,20}(:\d{0,6})?(;[A-Za-z]{0,9}=?[A-Za-z0-9%]{0,4}){0,3}$/,
  ),
  fc.tuple(fc.ipV6(), fc.stringMatching(/^(:\d{1,5})?$/)).map(([host, port]) => `sip:Bob@[${host}]${port}`),
  fc.domain().map((host) => `SIP:Bob@${host.toUpperCase()};Transport=UDP;lr`),
);

// Code units in any order, so that half of them are lone surrogates.
const loneSurrogates = fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 })).map((units) => String.fromCharCode(...units));

describe('parseTelephonyAddress', () => {
  it('never throws, whatever the text, the country and the provider', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), loneSurrogates, addressLike);
    const anyCountry = fc.oneof(hint, fc.string({ unit: 'binary', maxLength: 4 }), fc.constant(undefined));
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyCountry,
        fc.subarray([...every]),
        fc.boolean(),
        (a, b, countryCode, types, possible) => {
          for (const address of [a, a + b, `+1415${a}5551234`, `sip:${a}@${b}`, `tel:${a};ext=${b}`]) {
            const result = parseTelephonyAddress(address, {
              countryCode,
              acceptedTypes: types,
              acceptsPossibleNumbers: possible,
            });
            if (result.ok) {
              expect(types).toContain(result.type);
              expect(result.canonical).toMatch(/^[\x21-\x7e]{1,255}$/);
            } else {
              expect(result.detail).toMatch(/^[A-Z].*\.$/);
            }
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('gives its own result back', () => {
    fc.assert(
      fc.property(addressLike, hint, hint, fc.boolean(), (address, first, second, possible) => {
        const once = parse(address, first, possible);
        if (!once.ok) {
          return;
        }
        expect(parse(once.canonical, null, possible)).toMatchObject({ canonical: once.canonical, type: once.type });
        if (once.type !== 'sip_extension') {
          expect(parse(once.canonical, second, possible)).toMatchObject({ canonical: once.canonical, type: once.type });
        }
        expect(parse(once.canonical, once.type === 'sip_extension' ? null : first, possible)).toEqual(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it('accepts a number with a plus as the same number for every country', () => {
    fc.assert(
      fc.property(exampleNumber, hint, (number, countryCode) => {
        expect(parse(number, countryCode)).toMatchObject({ canonical: number, type: 'pstn' });
      }),
    );
  });

  it('does not see separators, wherever they stand', () => {
    const separator = fc.constantFrom('', '', ' ', '-', '.', '(', ')', '/', '\u00a0', '\u2011', '\u2013', ' - ');
    const national = fc.tuple(exampleNumber, country).map(([number, code]) => [number.slice(3), code] as const);
    const numbers = fc.oneof(
      fc.tuple(fc.oneof(exampleNumber, numberOfPlan), hint),
      national,
      fc.tuple(digits({ minLength: 1, maxLength: 6 }), hint),
    );
    fc.assert(
      fc.property(
        numbers,
        fc.array(separator, { minLength: 30, maxLength: 30 }),
        ([number, countryCode], separators) => {
          const spread =
            [...number].map((character, index) => (separators[index] ?? '') + character).join('') +
            (separators[29] ?? '');
          // The one sequence of separators that has a meaning.
          fc.pre(!spread.includes('(0)'));
          expect(parse(spread, countryCode)).toEqual(parse(number, countryCode));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('does not see the width or the script of characters', () => {
    const toFullWidth = (text: string): string =>
      text
        .replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
        .replaceAll(' ', '\u3000');
    const toScript = (text: string, zero: number): string =>
      text.replace(/\d/g, (character) => String.fromCodePoint(zero + Number(character)));
    const zeroOfScript = fc.constantFrom(0x660, 0x6f0, 0x966, 0xe50, 0x104a0, 0x1d7ce, 0x1d7f6, 0x1fbf0);
    fc.assert(
      fc.property(addressLike, hint, zeroOfScript, (address, countryCode, zero) => {
        const expected = parse(address, countryCode);
        expect(parse(toFullWidth(address), countryCode)).toEqual(expected);
        // The digits of some scripts take two code units each, so long addresses may pass the limit of the input.
        fc.pre(address.length < 100);
        expect(parse(toScript(address, zero), countryCode)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
