import fc from 'fast-check';
import { CarrierClock } from './carrier-clock.js';

const { jest } = import.meta;

afterEach(() => void jest.restoreAllMocks());

function clockAfter(elapsedMs: number, deadlineMs: number): CarrierClock {
  jest.spyOn(performance, 'now').mockReturnValue(50_000 + elapsedMs);
  return new CarrierClock(deadlineMs, 50_000);
}

describe('the clock of a carrier', () => {
  it('leaves a second for the way back', () => {
    const clock = clockAfter(1_500, 5_000);
    expect([clock.elapsedMs(), clock.marginMs(), clock.budgetMs(), clock.orderMs()]).toEqual([
      1_500, 3_500, 2_500, 2_500,
    ]);
  });

  it('has nothing left for others in the last second, and always time for one order', () => {
    const clock = clockAfter(4_200, 5_000);
    expect(clock.budgetMs()).toBeLessThan(0);
    expect(clock.orderMs()).toBe(1_000);
    expect(clockAfter(9_000, 5_000).marginMs()).toBe(-4_000);
    expect(clockAfter(9_000, 5_000).orderMs()).toBe(1_000);
  });

  it('never lets others take longer than the carrier waits', () => {
    const keepsTime = fc.property(fc.nat(20_000), fc.integer({ min: 1_000, max: 15_000 }), (elapsed, deadline) => {
      const clock = clockAfter(elapsed, deadline);
      expect(clock.elapsedMs() + Math.max(0, clock.budgetMs())).toBeLessThanOrEqual(Math.max(elapsed, deadline));
      expect(clock.elapsedMs() + clock.marginMs()).toBe(deadline);
    });
    fc.assert(keepsTime);
  });
});
