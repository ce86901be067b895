import fc from 'fast-check';
import { bucketsOf, usageSpan } from './call-usage.span.js';

const NOW = new Date('2026-03-10T10:20:30.456Z');
const iso = (times: readonly number[]): string[] => times.map((time) => new Date(time).toISOString());

describe('the span of a usage', () => {
  it('is the 24 hours that end with the present one, unless told otherwise', () => {
    const span = usageSpan({ bucket: 'hour' }, NOW);
    expect(span).toEqual({ bucket: 'hour', since: new Date('2026-03-09T11:00:00Z'), until: NOW });
    const starts = iso(bucketsOf(span));
    expect([starts.length, starts[0], starts.at(-1)]).toEqual([
      24,
      '2026-03-09T11:00:00.000Z',
      '2026-03-10T10:00:00.000Z',
    ]);
  });

  it('ends before the hour that begins at its end', () => {
    const until = new Date('2026-03-10T10:00:00Z');
    expect(iso(bucketsOf(usageSpan({ bucket: 'hour', until }, NOW))).at(-1)).toBe('2026-03-10T09:00:00.000Z');
    expect(bucketsOf(usageSpan({ bucket: 'day', until }, NOW))).toHaveLength(30);
  });

  it('covers each moment with exactly one bucket', () => {
    const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 31 * 86_400_000 }), fc.nat(), (since, lengthMs, offset) => {
        const until = new Date(since.getTime() + lengthMs);
        const moment = since.getTime() + (offset % lengthMs);
        for (const [bucket, sizeMs] of [
          ['hour', 3_600_000],
          ['day', 86_400_000],
        ] as const) {
          const starts = bucketsOf(usageSpan({ bucket, since, until }, NOW));
          expect(starts.filter((start) => start <= moment && moment < start + sizeMs)).toHaveLength(1);
          expect(starts.every((start) => start < until.getTime() && start + sizeMs > since.getTime())).toBe(true);
        }
      }),
    );
  });
});
