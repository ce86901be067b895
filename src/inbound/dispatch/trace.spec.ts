import { REFUSAL_REASONS } from './refusal-reason.js';
import { PASSED, TRACE_STEPS, traceOf } from './trace.js';

describe('a trace', () => {
  it.each(REFUSAL_REASONS)('of a call that was refused for %s stops where it failed', (reason) => {
    const trace = traceOf(reason);
    expect(trace.map(({ step }) => step)).toEqual(TRACE_STEPS);
    const failedAt = trace.findIndex(({ outcome }) => outcome === 'failed');
    if (failedAt === -1) {
      // Everything was found; the target itself has failed.
      expect(reason).toBe('target_failed');
      expect(trace).toEqual(PASSED);
      return;
    }
    // A call that was refused was announced by its carrier.
    expect(failedAt).toBeGreaterThan(TRACE_STEPS.indexOf('signature_valid'));
    trace.forEach(({ outcome, reason: told }, at) => {
      expect(outcome).toBe(at < failedAt ? 'ok' : at === failedAt ? 'failed' : 'skipped');
      expect(told).toBe(at === failedAt ? reason : null);
    });
  });

  it('of a call that went through has passed every step', () => {
    expect(PASSED.map(({ step }) => step)).toEqual(TRACE_STEPS);
    expect(PASSED.every(({ outcome, reason }) => outcome === 'ok' && reason === null)).toBe(true);
  });
});
