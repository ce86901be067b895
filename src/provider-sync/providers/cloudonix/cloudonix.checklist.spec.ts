import type { SetupFacts } from '../../contract/setup-checklist.js';
import { CloudonixChecklist } from './cloudonix.checklist.js';

const NOTHING: SetupFacts = {
  credentials: {},
  activeNumbers: 0,
  boundNumbers: 0,
  hasDefaultCallerId: false,
  activeTrunks: 0,
  numbersWithoutTrunk: 0,
};

function steps(facts: Partial<SetupFacts> = {}) {
  return new CloudonixChecklist().steps({ ...NOTHING, ...facts });
}

it('says of an empty configuration what blocks outbound calls', () => {
  expect(steps().map(({ key, is_done: isDone, blocks_outbound: blocks }) => [key, isDone, blocks])).toEqual([
    ['sip_domain', false, true],
    ['outbound_trunk', false, true],
    ['caller_id', false, true],
    ['inbound_routing', false, false],
  ]);
  expect(steps().every(({ detail }) => detail !== null && /\.$/.test(detail))).toBe(true);
});

it('is done', () => {
  const done = steps({
    credentials: { domain_uuid: 'u-1' },
    activeNumbers: 1,
    boundNumbers: 1,
    hasDefaultCallerId: true,
    activeTrunks: 1,
    numbersWithoutTrunk: 1,
  });
  expect(done.map(({ key }) => key)).not.toContain('trunk_assignment');
  expect(done.every(({ is_done: isDone, detail }) => isDone && detail === null)).toBe(true);
});

it.each([
  [0, true],
  [1, false],
])('with several trunks and %i numbers without one', (numbersWithoutTrunk, isDone) => {
  const step = steps({ activeTrunks: 2, numbersWithoutTrunk }).find(({ key }) => key === 'trunk_assignment');
  expect(step).toMatchObject({ is_done: isDone, blocks_outbound: false });
});
