import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { outcomeOf } from './finding-outcome.js';
import type { ComparedNumber, FindingKind } from './number-finding.js';

const PROVIDER = { metadata: { displayName: 'Acme Telecom' } } as ProviderFacade;
const CHANGES = [
  { field: 'voice_url', carrier_value: 'https://a.example.net', wanted_value: 'https://b.example.net' },
  { field: 'voice_method', carrier_value: 'GET', wanted_value: 'POST' },
];

function outcome(kind: FindingKind, policy: 'report' | 'repair', isBound = true) {
  const number: ComparedNumber = {
    id: 7,
    address: '+14155550100',
    is_bound: isBound,
    state: 'in_sync',
    reason: null,
    wanted_revision: 4,
    applied_settings: null,
  };
  return outcomeOf({ kind, number, changes: CHANGES }, policy, PROVIDER);
}

describe('outcomeOf', () => {
  it.each([
    ['drifted', 'report', true, 'drifted', 'changed_at_provider'],
    ['drifted', 'repair', true, 'pending', null],
    ['outdated', 'report', true, 'pending', null],
    ['outdated', 'repair', true, 'pending', null],
    ['returned', 'report', true, 'pending', null],
    ['returned', 'report', false, 'not_applicable', null],
    ['recovered', 'report', true, 'in_sync', null],
    ['recovered', 'repair', false, 'not_applicable', null],
    ['gone', 'report', true, 'failed', 'not_owned_at_provider'],
    ['gone', 'repair', false, 'failed', 'not_owned_at_provider'],
  ] as const)('%s under %s, bound: %s → %s', (kind, policy, isBound, state, reason) => {
    expect(outcome(kind, policy, isBound)).toMatchObject({ id: 7, wanted_revision: 4, state, reason });
  });

  it('keeps the differences of what is only reported, and of nothing else', () => {
    expect(outcome('drifted', 'report')).toMatchObject({
      drift: CHANGES,
      message: expect.stringContaining('voice_url, voice_method at Acme Telecom'),
    });
    expect(outcome('drifted', 'repair').drift).toBeNull();
    expect(outcome('recovered', 'report').drift).toBeNull();
  });

  it('has a number that is gone created again only where that can be done and is wanted', () => {
    const creating = { ...PROVIDER, provisioning: {} } as ProviderFacade;
    const number: ComparedNumber = {
      id: 7,
      address: '+14155550100',
      is_bound: true,
      state: 'in_sync',
      reason: null,
      wanted_revision: 4,
      applied_settings: null,
    };
    const finding = { kind: 'gone' as const, number, changes: [] };
    expect(outcomeOf(finding, 'repair', creating)).toMatchObject({ state: 'pending', is_gone: true });
    expect(outcomeOf(finding, 'report', creating)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('Sync the number to create it again'),
    });
    expect(outcomeOf(finding, 'repair', PROVIDER)).toMatchObject({ state: 'failed' });
  });

  it.each(['drifted', 'outdated', 'returned', 'recovered', 'gone'] as const)(
    'marks %s as gone only when it is',
    (kind) => {
      expect(outcome(kind, 'report').is_gone).toBe(kind === 'gone');
    },
  );
});
