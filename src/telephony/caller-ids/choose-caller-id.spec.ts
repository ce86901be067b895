import fc from 'fast-check';
import { toCanonicalAddress } from '../../common/address/canonical-address.js';
import type { CalledNumber, CallerIdCandidate } from './caller-id.js';
import { chooseCallerId } from './choose-caller-id.js';

const CALLED: CalledNumber = { address: toCanonicalAddress('+14155550100'), isPstn: true, country: 'US' };

function candidate(id: number, address: string, fields: Partial<CallerIdCandidate> = {}): CallerIdCandidate {
  return {
    configuration_id: 1,
    configuration_name: 'Main',
    provider: 'twilio',
    id,
    address,
    country_code: address.startsWith('+44') ? 'GB' : 'US',
    label: null,
    is_default_caller_id: false,
    ...fields,
  };
}

const DEFAULT = candidate(9, '+442079460001', { is_default_caller_id: true });
const AREA = candidate(8, '+14159990000');
const COUNTRY = candidate(7, '+12125550000');
const ANY = candidate(1, '+442079460002');

it.each<[reason: string, id: number, candidates: CallerIdCandidate[]]>([
  ['explicit_default', 9, [ANY, COUNTRY, AREA, DEFAULT]],
  ['same_area', 8, [ANY, COUNTRY, AREA]],
  ['same_country', 7, [ANY, COUNTRY]],
  ['first_active', 1, [ANY, candidate(2, '+442079460003')]],
])('shows for %s the number %i', (reason, id, candidates) => {
  expect(chooseCallerId(candidates, CALLED)).toMatchObject({ reason, candidate: { id } });
  expect(chooseCallerId(candidates.toReversed(), CALLED)).toMatchObject({ reason, candidate: { id } });
});

it('shows none when there is none', () => {
  expect(chooseCallerId([], CALLED)).toBeNull();
});

it('shows the one that begins most like the called number', () => {
  const nearer = candidate(10, '+14155559999');
  expect(chooseCallerId([AREA, nearer], CALLED)?.candidate.id).toBe(10);
  expect(chooseCallerId([candidate(3, '+12125550000'), candidate(4, '+14085550000')], CALLED)?.candidate.id).toBe(4);
});

it('takes two digits of another country for an area', () => {
  const called: CalledNumber = { address: toCanonicalAddress('+442079460958'), isPstn: true, country: 'GB' };
  expect(chooseCallerId([candidate(1, '+442012345678')], called)?.reason).toBe('same_area');
  expect(chooseCallerId([candidate(1, '+441612345678')], called)?.reason).toBe('same_country');
});

it.each<[what: string, called: CalledNumber]>([
  ['a SIP URI', { address: toCanonicalAddress('sip:desk@example.com'), isPstn: false, country: null }],
  ['a number of no country', { address: toCanonicalAddress('+80012345678'), isPstn: true, country: null }],
])('knows nothing near to %s', (_what, called) => {
  const nowhere = candidate(2, '+80012345679', { country_code: null });
  expect(chooseCallerId([nowhere, AREA], called)).toMatchObject({ reason: 'first_active', candidate: { id: 2 } });
});

it('chooses the same, in whatever order they come', () => {
  const some = fc.array(
    fc.record({
      id: fc.nat(50),
      configuration_id: fc.nat(3),
      area: fc.constantFrom('+1415', '+1212', '+4420'),
      rest: fc.constantFrom('5550100', '5550199', '9990000'),
      isDefault: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(some, fc.infiniteStream(fc.nat()), (rows, numbers) => {
      const candidates = rows.map(({ id, configuration_id, area, rest, isDefault }) =>
        candidate(id, area + rest, { configuration_id, is_default_caller_id: isDefault }),
      );
      const shuffled = candidates
        .map((one) => ({ one, place: numbers.next().value ?? 0 }))
        .sort((a, b) => a.place - b.place)
        .map(({ one }) => one);
      const [first, second] = [chooseCallerId(candidates, CALLED), chooseCallerId(shuffled, CALLED)];
      expect(first?.reason).toBe(second?.reason);
      expect(first?.candidate.id).toBe(second?.candidate.id);
    }),
  );
});
