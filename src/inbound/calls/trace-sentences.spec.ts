import { REFUSAL_REASONS } from '../dispatch/refusal-reason.js';
import { PASSED, traceOf } from '../dispatch/trace.js';
import { adviceOn, sentenceOf } from './trace-sentences.js';

describe('a trace in sentences', () => {
  it.each(REFUSAL_REASONS)('says of %s what to do', (reason) => {
    expect(adviceOn(reason)).toMatch(/^[A-Z].+\.$/);
    for (const step of traceOf(reason)) expect(sentenceOf(step)).toMatch(/^[A-Z].+\.$/);
  });

  it('says of an answered call that every step was passed', () => {
    const sentences = PASSED.map(sentenceOf);
    expect(new Set(sentences).size).toBe(PASSED.length);
    expect(sentences.join(' ')).not.toMatch(/ no | not |Neither/);
  });
});
