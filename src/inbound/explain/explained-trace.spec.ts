import { REFUSAL_REASONS } from '../dispatch/refusal-reason.js';
import { TRACE_STEPS, traceOf } from '../dispatch/trace.js';
import { explainedTrace, REASON_MESSAGES } from './explained-trace.js';

describe('explainedTrace', () => {
  it('says what the trace of the decision says, but of the signature, which nobody looks at', () => {
    for (const reason of REFUSAL_REASONS) {
      const explained = explainedTrace(reason, true);
      const traced = traceOf(reason);
      expect(explained.map(({ step }) => step)).toEqual(TRACE_STEPS);
      for (const [at, { step, outcome, reason: why, message }] of explained.entries()) {
        const isSignature = step === 'signature_valid';
        expect([outcome, why]).toEqual(isSignature ? ['skipped', null] : [traced[at]?.outcome, traced[at]?.reason]);
        if (why !== null) expect(message).toBe(REASON_MESSAGES[why]);
      }
    }
  });

  it('stops at an account that is not known, whatever the reason', () => {
    for (const reason of ['account_unknown', 'routes_unavailable'] as const) {
      const [first, ...rest] = explainedTrace(reason, false);
      expect(first).toEqual({ step: 'account_known', outcome: 'failed', reason, message: REASON_MESSAGES[reason] });
      expect(new Set(rest.map(({ outcome }) => outcome))).toEqual(new Set(['skipped']));
    }
  });
});
