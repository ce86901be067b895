import { readFileSync } from 'node:fs';
import type { AddressType } from './canonical-address.js';
import { parseTelephonyAddress } from './telephony-address.js';

interface AddressCase {
  readonly address: string;
  readonly country_code: string | null;
  readonly address_normalized?: string;
  readonly address_type?: AddressType;
  readonly country_code_out?: string | null;
  readonly error?: string;
}

const table = JSON.parse(
  readFileSync(new URL('../../../test/support/address-cases.json', import.meta.url), 'utf8'),
) as AddressCase[];

const every: readonly AddressType[] = ['pstn', 'sip_uri', 'sip_extension'];
const pstnOnly: readonly AddressType[] = ['pstn'];

const parse = (address: string, countryCode: string | null = null, acceptedTypes = every) =>
  parseTelephonyAddress(address, { countryCode, acceptedTypes });

/** The canonical form, or the code of the refusal. */
const outcome = (...args: Parameters<typeof parse>): string => {
  const result = parse(...args);
  return result.ok ? result.canonical : result.code;
};

describe('the table of cases', () => {
  it('is not empty', () => {
    expect(table.length).toBeGreaterThan(30);
  });

  it.each(table.map((row) => [row.address, row.country_code, row] as const))('%j with country %j', (_a, _c, row) => {
    const result = parse(row.address, row.country_code);
    if (row.error !== undefined) {
      expect(result).toMatchObject({ ok: false, code: row.error });
      return;
    }
    expect(result).toEqual({
      ok: true,
      canonical: row.address_normalized,
      type: row.address_type,
      countryCode: row.country_code_out,
    });
  });
});

describe('the input', () => {
  it.each(['', ' ', '\t\r\n', '\u00a0\u3000', '\ufeff'])('%j is empty', (input) => {
    expect(outcome(input)).toBe('address_empty');
  });

  it('may be surrounded by white space, line ends included', () => {
    expect(outcome('\t +14155551234\r\n')).toBe('+14155551234');
  });

  it('may have 255 characters and no more', () => {
    const longest = `sip:${'a'.repeat(239)}@example.com`;
    expect(longest).toHaveLength(255);
    expect(outcome(longest)).toBe(longest);
    expect(parse(`${longest} `)).toMatchObject({ code: 'address_not_valid', detail: expect.stringContaining('255') });
    expect(outcome('1'.repeat(100_000), 'US')).toBe('address_not_valid');
  });

  it.each([
    ['+1415\u00005551234', 'U+0000'],
    ['+1415\t5551234', 'U+0009'],
    ['recep\u007ftion', 'U+007F'],
    ['recep\u0085tion', 'U+0085'],
    ['recep\u200btion', 'U+200B'],
    ['recep\u200dtion', 'U+200D'],
    ['\u202a+14155551234\u202c', 'U+202A'],
    ['sip:bob@exa\u00admple.com', 'U+00AD'],
    ['sip:bob\ufe0f@example.com', 'U+FE0F'],
    ['+1415\u20285551234', 'U+2028'],
    ['+1415\ud8005551234', 'U+D800'],
    ['\udc00', 'U+DC00'],
    ['\u{e0041}101', 'U+E0041'],
  ])('%j has the invisible character %s', (input, name) => {
    expect(parse(input)).toMatchObject({ code: 'address_not_valid', detail: expect.stringContaining(name) });
  });

  it.each([
    ['\u0661\u0660\u0661', '101'],
    ['+\u0967\u096a\u0967\u096b\u096b\u096b\u096b\u0967\u0968\u0969\u096a', '+14155551234'],
    ['\u{1d7d9}\u{1d7d8}\u{1d7d9}', '101'],
    ['+1\u1680415\u2013555\u22121234', '+14155551234'],
    ['\uff33\uff29\uff30\uff1a\uff42\uff4f\uff42\uff20\uff48\uff4f\uff53\uff54', 'sip:bob@host'],
    ['\uff32eception', 'reception'],
  ])('%j folds to %s', (input, canonical) => {
    expect(outcome(input)).toBe(canonical);
  });
});

describe('the country code', () => {
  it.each(['us', 'Us', ' US ', 'US'])('%j is the United States', (country) => {
    expect(parse('4155551234', country)).toMatchObject({ canonical: '+14155551234', countryCode: 'US' });
  });

  it.each(['', ' ', null, undefined])('%j is no country', (countryCode) => {
    const result = parseTelephonyAddress('4155551234', { countryCode, acceptedTypes: every });
    expect(result).toMatchObject({ code: 'country_code_required' });
  });

  it.each(['XX', 'USA', '1', '+1', '001', '\u00df', '__proto__', 'AQ', '\u0000'])('%j is not valid', (country) => {
    for (const address of ['4155551234', '+14155551234', 'sip:bob@host', '101']) {
      expect(outcome(address, country)).toBe('country_code_not_valid');
    }
  });

  it('may be left out of the options', () => {
    expect(parseTelephonyAddress('+14155551234', { acceptedTypes: pstnOnly })).toMatchObject({ countryCode: 'US' });
  });
});

describe('a tel: URI', () => {
  it.each([
    ['tel:+1-415-555-1234', null, '+14155551234'],
    ['TEL:+1.415.555.1234', null, '+14155551234'],
    ['tel:(415)555-1234', 'US', '+14155551234'],
    ['tel:+14155551234;npdi;rn=+14155550000', null, '+14155551234'],
    ['tel:2079460958;phone-context=+44', null, '+442079460958'],
    ['tel:7946-0958;Phone-Context=+44-20', null, '+442079460958'],
    ['tel:+442079460958;phone-context=+1', null, '+442079460958'],
    ['tel:4155551234;phone-context=example.com', 'US', '+14155551234'],
    ['tel:4155551234;phone-context=example.com', null, 'country_code_required'],
    ['tel:4155551234', null, 'country_code_required'],
    ['tel:101', null, 'country_code_required'],
    ['tel:101', 'US', 'address_not_valid'],
    ['tel:', null, 'address_not_valid'],
    ['tel:+', null, 'address_not_valid'],
    ['tel:1+4155551234', 'US', 'address_not_valid'],
    ['tel:1-800-FLOWERS', 'US', 'address_not_valid'],
    ['tel:*98', 'US', 'address_not_valid'],
  ])('%j with country %j is %s', (uri, country, expected) => {
    expect(outcome(uri, country)).toBe(expected);
  });

  it.each([
    'tel:+14155551234;ext=55',
    'tel:+14155551234;EXT=55',
    'tel:+14155551234;isub=1',
    'tel:+14155551234;postd=22',
  ])('%j has an extension, which cannot be routed', (uri) => {
    expect(parse(uri)).toMatchObject({
      code: 'address_not_valid',
      detail: 'A number with an extension cannot be routed; add the number without it.',
    });
  });
});

describe('an extension', () => {
  it.each([
    ['1', '1'],
    ['100200', '100200'],
    ['1-0-1', '101'],
    ['Front.Desk', 'front.desk'],
    ["A_.!~*'()&=+$,;?/-z", "a_.!~*'()&=+$,;?/-z"],
    ['*98', '*98'],
    ['a'.repeat(64), 'a'.repeat(64)],
    ['1234567890123456', '1234567890123456'],
    ['a'.repeat(65), 'address_not_valid'],
    ['1'.repeat(65), 'address_not_valid'],
    ['Front Desk', 'address_not_valid'],
    ['#98', 'address_not_valid'],
    ['+reception', 'address_not_valid'],
    ['r\u00e9ception', 'address_not_valid'],
    ['bob@example.com', 'address_not_valid'],
    ['https://example.com', 'address_not_valid'],
    ['<script>', 'address_not_valid'],
    ['...', 'address_not_valid'],
    ['()', 'address_not_valid'],
  ])('%j is %s', (address, expected) => {
    expect(outcome(address)).toBe(expected);
  });

  it('is not made of a number that is not valid', () => {
    expect(outcome('12345678', 'US')).toBe('address_not_valid');
    expect(outcome('+12345678')).toBe('address_not_valid');
    expect(outcome('1234567890123456', 'US')).toBe('address_not_valid');
    expect(outcome('1234567')).toBe('country_code_required');
    expect(outcome('123456789012345')).toBe('country_code_required');
    expect(outcome('00123456789012345')).toBe('country_code_required');
  });

  it('is up to six digits even with a country, for no such number can be told from an extension', () => {
    expect(outcome('712345', 'AD')).toBe('712345');
    expect(outcome('+376712345', 'AD')).toBe('+376712345');
  });

  it.each([
    '4155551234x55',
    '4155551234 ext. 55',
    '(415) 555-1234 extension 55',
    '4155551234;ext=55',
    '4155551234,,55',
    '+14155551234#55',
  ])('is not made of a number with one: %j', (address) => {
    expect(parse(address, 'US')).toMatchObject({
      code: 'address_not_valid',
      detail: expect.stringContaining('without it'),
    });
  });

  it('may be all a provider has: then digits are one, unless a plus or a country says otherwise', () => {
    expect(outcome('4155551234', null, ['sip_extension'])).toBe('4155551234');
    expect(outcome('4155551234', 'US', ['sip_extension'])).toBe('address_type_not_supported');
    expect(outcome('+14155551234', null, ['sip_extension'])).toBe('address_type_not_supported');
  });
});

describe('a provider that takes phone numbers only', () => {
  it.each([
    ['101', null, 'address_type_not_supported'],
    ['101', 'US', 'address_type_not_supported'],
    ['100200', null, 'address_type_not_supported'],
    ['reception', null, 'address_type_not_supported'],
    ['415-555-123a', 'US', 'address_type_not_supported'],
    ['sip:bob@example.com', null, 'address_type_not_supported'],
    ['sip:', null, 'address_type_not_supported'],
    ['4155551234', null, 'country_code_required'],
    ['1234567', null, 'country_code_required'],
    ['1234567890123456', null, 'country_code_required'],
    ['12345678', 'US', 'address_not_valid'],
    ['hello world', null, 'address_not_valid'],
    ['+14155551234', null, '+14155551234'],
  ])('answers %j with country %j with %s', (address, country, expected) => {
    expect(outcome(address, country, pstnOnly)).toBe(expected);
  });

  it('has its counterpart without phone numbers', () => {
    expect(outcome('tel:+14155551234', null, ['sip_uri'])).toBe('address_type_not_supported');
    expect(outcome('4155551234', null, ['sip_uri'])).toBe('address_type_not_supported');
    expect(outcome('sip:bob@host', null, ['sip_uri'])).toBe('sip:bob@host');
  });
});
