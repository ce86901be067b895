import { parse } from 'node:querystring';
import fc from 'fast-check';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import { InboundFields } from './inbound-fields.js';

const of = (form: string): InboundFields => new InboundFields(parse(form));

describe('an id', () => {
  it.each([
    ['id=a-1', 'a-1'],
    [`id=${'a'.repeat(255)}`, 'a'.repeat(255)],
    [`id=${'a'.repeat(256)}`, null],
    ['id=a&id=a', null],
    ['id=', null],
    ['id=a%20b', null],
    ['id=a%00', null],
    ['id=%C3%A4', null],
    ['x=1', null],
  ])('in %j is %j', (form, expected) => {
    expect(of(form).id('id')).toBe(expected);
  });
});

describe('an address', () => {
  it.each([
    ['to=14155550100', '+14155550100'],
    ['to=%2B14155550100', '+14155550100'],
    ['to=+14155550100', '+14155550100'],
    ['to=08071387149', '08071387149'],
    ['to=100', '100'],
    ['to=1234567890123456', '1234567890123456'],
    ['to=sip%3Aalice%40example.com%3Btransport%3Dtls', 'sip:alice@example.com;transport=tls'],
    ['to=Anonymous', ''],
    ['to=%2BRestricted', ''],
    ['to=anonymous%40anonymous.invalid', ''],
    ['to=sip%3Aunknown%40example.com', 'sip:unknown@example.com'],
    ['to=1415555%000100', '1415555\ufffd0100'],
    ['to=1&to=2', ''],
    ['', ''],
  ])('in %j is %j', (form, expected) => {
    expect(of(form).address('to')).toBe(expected);
  });

  it('that was too long is no other one', () => {
    const uri = `sip:${'a'.repeat(240)}@example.com.evil.example`;
    const address = of(`to=${encodeURIComponent(uri)}`).address('to');
    expect(address).toHaveLength(255);
    expect(parseTelephonyAddress(address, { acceptedTypes: ['sip_uri'] }).ok).toBe(false);
  });

  it('has nothing that a database refuses, whatever was sent', () => {
    const isStorable = fc.property(fc.string({ unit: 'binary' }), (text) => {
      const address = new InboundFields({ to: text }).address('to');
      expect(address).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      expect(address.length).toBeLessThanOrEqual(255);
    });
    fc.assert(isStorable);
  });
});

it.each([
  ['s=42', 42],
  ['s=0', 0],
  ['s=-1', null],
  ['s=4.2', null],
  ['s=9999999999', null],
  ['s=', null],
])('seconds in %j are %j', (form, expected) => {
  expect(of(form).seconds('s')).toBe(expected);
});

it('is flat, whatever the names', () => {
  const flat = of('a=1&a=2&b=&__proto__=x&constructor=y').flat();
  expect(Object.entries(flat)).toEqual([
    ['a', '1'],
    ['b', ''],
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});
