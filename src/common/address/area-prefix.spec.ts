import { areaPrefixOf } from './area-prefix.js';
import { toCanonicalAddress } from './canonical-address.js';

it.each([
  ['+14155551234', 'US', '+1415'],
  ['+16045551234', 'CA', '+1604'],
  ['+442079460958', 'GB', '+4420'],
  ['+919123456789', 'IN', '+9191'],
  ['+3531234567', 'IE', '+35312'],
  ['+80012345678', null, null],
  ['+14155551234', 'ZZ', null],
])('numbers of the area of %s (%s) begin with %s', (address, country, prefix) => {
  expect(areaPrefixOf(toCanonicalAddress(address), country)).toBe(prefix);
});
