import type { NumberFinding } from './number-finding.js';
import type { PlannedApplication, PlannedNumber } from './reconcile-plan.js';
import { makePlan, plannedNumber } from './reconcile-plan.js';

const CHANGE = { field: 'voice_url', carrier_value: 'https://a.example.net', wanted_value: 'https://b.example.net' };

function aStep(id: number, overrides: Partial<PlannedNumber> = {}): PlannedNumber {
  return {
    phone_number_id: id,
    address: `+1415555010${id}`,
    finding: 'drifted',
    action: 'sync',
    changes: [CHANGE],
    wanted_revision: 1,
    ...overrides,
  };
}

const APPLICATION: PlannedApplication = { finding: 'drifted', changes: [CHANGE], phone_number_id: 1, numbers: 3 };

describe('makePlan', () => {
  it('gives the same plan in whatever order the carrier showed the numbers', () => {
    const steps = [aStep(1), aStep(2), aStep(3)];
    expect(makePlan(APPLICATION, steps.toReversed())).toEqual(makePlan(APPLICATION, steps));
    expect(makePlan(null, steps).numbers.map((step) => step.phone_number_id)).toEqual([1, 2, 3]);
  });

  const steps: [string, PlannedNumber[]][] = [
    ['a number more', [aStep(1), aStep(2), aStep(3)]],
    ['a number less', [aStep(1)]],
    ['another number', [aStep(1), aStep(4)]],
    ['another address', [aStep(1), aStep(2, { address: '+14155550199' })]],
    ['another finding', [aStep(1), aStep(2, { finding: 'outdated' })]],
    ['another action', [aStep(1), aStep(2, { action: 'mark_gone' })]],
    ['another revision', [aStep(1), aStep(2, { wanted_revision: 2 })]],
    ['no change', [aStep(1), aStep(2, { changes: [] })]],
    ['another field', [aStep(1), aStep(2, { changes: [{ ...CHANGE, field: 'voice_method' }] })]],
    ['another value at the carrier', [aStep(1), aStep(2, { changes: [{ ...CHANGE, carrier_value: null }] })]],
    ['another wanted value', [aStep(1), aStep(2, { changes: [{ ...CHANGE, wanted_value: '' }] })]],
  ];

  it.each(steps)('has another hash with %s', (_, changed) => {
    expect(makePlan(null, changed).hash).not.toBe(makePlan(null, [aStep(1), aStep(2)]).hash);
  });

  const applications: [string, PlannedApplication | null][] = [
    ['no application', null],
    ['another finding', { ...APPLICATION, finding: 'outdated' }],
    ['another change', { ...APPLICATION, changes: [{ ...CHANGE, carrier_value: true }] }],
    ['another number to sync', { ...APPLICATION, phone_number_id: 2 }],
    ['more numbers concerned', { ...APPLICATION, numbers: 4 }],
  ];

  it.each(applications)('has another hash with %s', (_, application) => {
    expect(makePlan(application, []).hash).not.toBe(makePlan(APPLICATION, []).hash);
  });
});

describe('plannedNumber', () => {
  const finding = (kind: NumberFinding['kind'], isBound: boolean): NumberFinding => ({
    kind,
    changes: [],
    number: {
      id: 1,
      address: '+14155550100',
      is_bound: isBound,
      state: 'in_sync',
      reason: null,
      wanted_revision: 1,
      applied_settings: null,
    },
  });

  it.each([
    ['drifted', true, 'sync'],
    ['outdated', true, 'sync'],
    ['returned', true, 'sync'],
    ['recovered', true, 'mark_in_sync'],
    ['gone', true, 'mark_gone'],
    ['gone', false, 'mark_gone'],
    ['returned', false, 'mark_not_applicable'],
    ['recovered', false, 'mark_not_applicable'],
  ] as const)('%s, bound: %s → %s', (kind, isBound, action) => {
    expect(plannedNumber(finding(kind, isBound)).action).toBe(action);
  });
});
