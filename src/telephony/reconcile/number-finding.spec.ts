import type { SyncState } from '../sync/sync-state.js';
import { SYNC_STATES } from '../sync/sync-state.js';
import type { ComparedNumber, FindingKind } from './number-finding.js';
import { findingOf, goneFinding } from './number-finding.js';

const WANTED = { voice_url: 'https://calls.example.com/inbound', voice_method: 'POST' };
const OURS = { voice_url: [WANTED.voice_url, 'https://old.example.com/inbound'], voice_method: ['POST'] };
const FORMER = { ...WANTED, voice_url: 'https://old.example.com/inbound' };
const FOREIGN = { ...WANTED, voice_url: 'https://elsewhere.example.net/' };

function aNumber(overrides: Partial<ComparedNumber> = {}): ComparedNumber {
  return {
    id: 1,
    address: '+14155550100',
    is_bound: true,
    state: 'in_sync',
    reason: null,
    wanted_revision: 3,
    applied_settings: OURS,
    ...overrides,
  };
}

const PRESENT = { wanted: WANTED, former: FORMER, foreign: FOREIGN };

type Expected = Partial<Record<keyof typeof PRESENT, FindingKind>>;

const BOUND: Record<string, [Partial<ComparedNumber>, Expected]> = {
  'in sync': [{ state: 'in_sync' }, { former: 'outdated', foreign: 'drifted' }],
  drifted: [{ state: 'drifted' }, { wanted: 'recovered', former: 'outdated', foreign: 'drifted' }],
  'failed for a reason of its own': [{ state: 'failed', reason: 'provider_refused' }, { wanted: 'recovered' }],
  'failed before anything was written': [
    { state: 'failed', reason: 'provider_unreachable', applied_settings: null },
    { wanted: 'outdated' },
  ],
  'failed because it was gone': [
    { state: 'failed', reason: 'not_owned_at_provider' },
    { wanted: 'returned', former: 'returned', foreign: 'returned' },
  ],
  pending: [{ state: 'pending' }, {}],
  'pending after it was gone': [{ state: 'pending', reason: 'not_owned_at_provider' }, {}],
};

const UNBOUND: Record<string, [Partial<ComparedNumber>, FindingKind | null]> = {
  'not applicable': [{ state: 'not_applicable', applied_settings: null }, null],
  detached: [{ state: 'detached' }, null],
  pending: [{ state: 'pending' }, null],
  'failed because it was gone': [{ state: 'failed', reason: 'not_owned_at_provider' }, 'returned'],
  'failed before anything was written': [
    { state: 'failed', reason: 'provider_unreachable', applied_settings: null },
    'recovered',
  ],
  'failed to be given back': [{ state: 'failed', reason: 'provider_refused' }, null],
};

describe('findingOf', () => {
  describe.each(Object.entries(BOUND))('a bound number that is %s', (_, [overrides, expected]) => {
    it.each(Object.keys(PRESENT) as (keyof typeof PRESENT)[])('and has the %s values', (key) => {
      const finding = findingOf(aNumber(overrides), PRESENT[key], WANTED);
      expect(finding?.kind).toBe(expected[key]);
    });
  });

  it.each(Object.entries(UNBOUND))('an unbound number that is %s is judged by that alone', (_, [overrides, kind]) => {
    for (const present of Object.values(PRESENT)) {
      const finding = findingOf(aNumber({ is_bound: false, ...overrides }), present, WANTED);
      expect(finding?.kind ?? null).toBe(kind);
    }
  });

  it('names each field that differs, with both values', () => {
    expect(findingOf(aNumber(), FOREIGN, WANTED)?.changes).toEqual([
      { field: 'voice_url', carrier_value: FOREIGN.voice_url, wanted_value: WANTED.voice_url },
    ]);
  });

  it('takes one foreign field among former values of ours for a change by somebody', () => {
    expect(findingOf(aNumber(), { ...FORMER, voice_method: 'GET' }, WANTED)?.kind).toBe('drifted');
  });

  it('ignores fields that nobody wants anything of', () => {
    expect(findingOf(aNumber(), { ...WANTED, sms_url: 'https://sms.example.net' }, WANTED)).toBeNull();
  });
});

describe('goneFinding', () => {
  it.each(SYNC_STATES)(
    'says of a number that is %s that it is gone, unless its sync will find out',
    (state: SyncState) => {
      expect(goneFinding(aNumber({ state }))?.kind).toBe(state === 'pending' ? undefined : 'gone');
    },
  );

  it('does not say again what is known', () => {
    expect(goneFinding(aNumber({ state: 'failed', reason: 'not_owned_at_provider' }))).toBeNull();
  });
});
