import { getCountries, getCountryCallingCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { parseTelephonyAddress } from './telephony-address.js';

const parse = (address: string, countryCode: string | null = null, acceptsPossibleNumbers = false) =>
  parseTelephonyAddress(address, { countryCode, acceptedTypes: ['pstn'], acceptsPossibleNumbers });

const outcome = (...args: Parameters<typeof parse>): string => {
  const result = parse(...args);
  return result.ok ? `${result.canonical} ${String(result.countryCode)}` : result.code;
};

describe('a plus', () => {
  it.each([
    ['+14155551234', 'IN', '+14155551234 US'],
    ['+442079460958', 'US', '+442079460958 GB'],
    ['(+1) 415 555 1234', null, '+14155551234 US'],
    ['+ 1 415/555.1234', null, '+14155551234 US'],
    ['+4402079460958', null, '+442079460958 GB'],
    ['+39 06 12345678', null, '+390612345678 IT'],
    ['+800 1234 5678', 'US', '+80012345678 null'],
    ['++14155551234', null, 'address_not_valid'],
    ['1+4155551234', 'US', 'address_not_valid'],
    ['+', null, 'address_not_valid'],
    ['+44', null, 'address_not_valid'],
    ['+999 123 456 789', null, 'address_not_valid'],
    ['+00442079460958', null, 'address_not_valid'],
    ['+1234567890123456789012', null, 'address_not_valid'],
  ])('in %j outranks the country %j: %s', (address, country, expected) => {
    expect(outcome(address, country)).toBe(expected);
  });

  it('needs seven digits after it, even in plans that list shorter numbers', () => {
    expect(outcome('+431110')).toBe('address_not_valid');
    expect(outcome('00431110', 'IT')).toBe('address_not_valid');
  });

  it('gives a stable form where the library would take a trunk prefix off twice (Belarus)', () => {
    expect(outcome('+37588104726143')).toBe('+3758104726143 BY');
    expect(outcome('+3758104726143')).toBe('+3758104726143 BY');
  });
});

describe('an international prefix', () => {
  it.each([
    ['0044 20 7946 0958', 'IN', '+442079460958 GB'],
    ['011 44 20 7946 0958', 'CA', '+442079460958 GB'],
    ['00 44 20 7946 0958', 'US', '+442079460958 GB'],
    ['0011 44 20 7946 0958', 'AU', '+442079460958 GB'],
    ['010 44 20 7946 0958', 'JP', '+442079460958 GB'],
    ['00 44 20 7946 0958', 'JP', '+442079460958 GB'],
    ['8 10 44 20 7946 0958', 'RU', '+442079460958 GB'],
    ['119 44 20 7946 0958', 'CU', '+442079460958 GB'],
    ['00 15 44 20 7946 0958', 'BR', '+442079460958 GB'],
    ['00 44 (0)20 7946 0958', 'FR', '+442079460958 GB'],
    ['00 999 123 456 789', 'FR', 'address_not_valid'],
    ['0044 20 7946 0958', null, 'country_code_required'],
  ])('in %j dialled from %j: %s', (address, country, expected) => {
    expect(outcome(address, country)).toBe(expected);
  });
});

describe('a national number', () => {
  it.each([
    ['8 (800) 555-35-35', 'RU', '+78005553535 RU'],
    ['91 2345 6789', 'IN', '+919123456789 IN'],
    ['919123456789', 'IN', '+919123456789 IN'],
    ['06 1234 5678', 'IT', '+390612345678 IT'],
    ['0676 123456', 'AT', '+43676123456 AT'],
    ['044 55 5512 3456', 'MX', 'address_not_valid'],
    ['011 15-2345-6789', 'AR', '+5491123456789 AR'],
    ['642-1234', 'VI', '+13406421234 VI'],
  ])('%j of %s is %s', (address, country, expected) => {
    expect(outcome(address, country)).toBe(expected);
  });

  it.each(getCountries())('of %s is read with the country, with its calling code, and with 00', (country) => {
    const example = getExampleNumber(country, examples);
    if (example === undefined) {
      throw new Error(`No example number for ${country}`);
    }
    const international = outcome(example.number, country);
    expect(international).toBe(`${example.number} ${country}`);
    expect(outcome(`00${example.number.slice(1)}`, country)).toBe(international);
    expect(outcome(`tel:${example.format('INTERNATIONAL').replaceAll(' ', '-')}`, country)).toBe(international);
    const national = example.formatNational();
    // Up to six digits are an extension, so the islands with the shortest numbers write them with the plus.
    if (national.replace(/\D/g, '').length > 6) {
      expect(outcome(national, country)).toBe(international);
    }
  });
});

describe('the trunk hint (0)', () => {
  it.each([
    ['+44 (0)20 7946 0958', null, '+442079460958 GB'],
    ['(+44) (0)20 7946 0958', null, '+442079460958 GB'],
    ['44 (0)20 7946 0958', 'GB', '+442079460958 GB'],
    ['(0)20 7946 0958', 'GB', '+442079460958 GB'],
    ['+34 (0)91 234 56 78', null, '+34912345678 ES'],
    ['34 (0)91 234 56 78', 'ES', '+34912345678 ES'],
    ['(0)415 555 1234', 'US', '+14155551234 US'],
  ])('in %j with country %j is dropped: %s', (address, country, expected) => {
    expect(outcome(address, country)).toBe(expected);
  });

  it('stays where the zero belongs to the number', () => {
    expect(outcome('+39 (0)6 1234 5678')).toBe('+390612345678 IT');
    expect(outcome('(0)6 1234 5678', 'IT')).toBe('+390612345678 IT');
  });

  it('is none in the middle of a number', () => {
    expect(outcome('+1 4(0)8 555 1234')).toBe('+14085551234 US');
    expect(outcome('+1 4(0)85 555 1234')).toBe('address_not_valid');
  });
});

describe('the country of the answer', () => {
  it.each([
    ['+39 06 698 12345', null, 'VA'],
    ['+39 06 698 12345', 'IT', 'IT'],
    ['06 698 12345', 'VA', 'VA'],
    ['+39 06 698 12345', 'FR', 'VA'],
    ['+14155551234', 'CA', 'CA'],
    ['+16045551234', null, 'CA'],
    ['+18005551234', 'CA', 'CA'],
    ['+44 1481 960194', null, 'GG'],
    ['01481 960194', 'GB', 'GB'],
    ['+447911123456', 'JE', 'JE'],
    ['+447624369230', null, 'IM'],
    ['+7 701 234 5678', null, 'KZ'],
    ['+7 701 234 5678', 'RU', 'RU'],
    ['8 701 234 5678', 'KZ', 'KZ'],
    ['+881 6 1234 5678', 'US', null],
  ])('for %j with country %j is %j', (address, country, expected) => {
    expect(parse(address, country)).toMatchObject({ ok: true, countryCode: expected });
  });
});

describe('a number that is possible but not valid', () => {
  it.each([
    ['0000000000', 'US', '+10000000000 US'],
    ['+91 10000 00000', null, '+911000000000 IN'],
    ['+1 000 000 0000', null, '+10000000000 null'],
    ['+1 000 000 0000', 'CA', '+10000000000 CA'],
    ['12345678', 'US', 'address_not_valid'],
    ['000 0000', 'CA', 'address_not_valid'],
    ['+431110', null, 'address_not_valid'],
    ['4155551234', 'US', '+14155551234 US'],
  ])('%j with country %j is taken only from a provider that hands it out: %s', (address, country, expected) => {
    expect(outcome(address, country, true)).toBe(expected);
    const strict = outcome(address, country);
    expect(strict).toBe(expected.startsWith('+1415') ? expected : 'address_not_valid');
  });
});

describe('the detail of a refusal', () => {
  it.each([
    ['12345678', 'US', 'The number is too short for United States (US). Check the digits; a number of another country'],
    ['0000000000', 'US', 'The number is not in a valid range for United States (US), though its length is right.'],
    [
      '+44 20 7946 0958 00',
      null,
      'The number is too long for calling code +44. Check the calling code and the digits after it.',
    ],
    ['+91 5555', null, 'The number is too short for India (IN).'],
    ['+0312345678', null, 'The number does not begin with the calling code of any country.'],
    ['+431110', null, 'The number is too short for Austria (AT).'],
    ['00 91 5555', 'US', 'The number is too short for India (IN).'],
    ['011 91 5555', 'US', 'The number is too short for India (IN).'],
    [
      '4155551234',
      null,
      'The number has no country: write it with + and the country calling code, or give country_code',
    ],
  ])('for %j with country %j says why', (address, country, detail) => {
    expect(parse(address, country)).toMatchObject({ ok: false, detail: expect.stringContaining(detail) });
  });

  it('names a length that is not in use between those that are', () => {
    const lengths = getCountries().map((country) => `+${getCountryCallingCode(country)}5550000`);
    const details = lengths.map((address) => parse(address)).map((result) => (result.ok ? '' : result.detail));
    expect(details).toContainEqual(expect.stringContaining('has a length that is not in use for'));
  });
});
