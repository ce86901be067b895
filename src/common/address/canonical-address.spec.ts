import { toCanonicalAddress } from './canonical-address.js';

describe('toCanonicalAddress', () => {
  it.each(['+14155551234', 'sip:Alice@example.com', 'sips:bob@[2001:db8::1]:5070;lr', 'reception', '101'])(
    'brands %j',
    (text) => {
      expect(toCanonicalAddress(text)).toBe(text);
    },
  );

  it.each([
    '',
    '+1 415 555 1234',
    '+0123456789',
    '+1415',
    'Reception',
    'SIP:bob@host',
    'sip:b b@host',
    '+reception',
    '101\n',
  ])('throws for %j, which no parser made', (text) => {
    expect(() => toCanonicalAddress(text)).toThrow(TypeError);
  });
});
