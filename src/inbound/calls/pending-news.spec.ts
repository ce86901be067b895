import type { CallNews } from './call-record.js';
import { PendingNews } from './pending-news.js';

const of = (callId: string): CallNews => ({
  configurationIds: [1],
  callId,
  state: 'ringing',
  durationSeconds: null,
  at: new Date(0),
});

describe('news of calls that are not known yet', () => {
  it('are looked for again, less and less often, for a minute', () => {
    const pending = new PendingNews();
    const news = of('early');
    pending.put([news], 0);
    const lookedAt: number[] = [];
    for (let now = 0; now <= 120_000; now += 100) {
      const due = pending.due(now);
      if (due.length === 0) continue;
      lookedAt.push(now);
      pending.settle(due, due, now);
    }
    expect(lookedAt).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
    expect(pending.size).toBe(0);
  });

  it('end once the call is known, and leave the others', () => {
    const pending = new PendingNews();
    const [found, missing] = [of('found'), of('missing')];
    pending.put([found, missing], 0);
    const due = pending.due(500);
    expect(due).toEqual([found, missing]);
    pending.settle(due, [missing], 500);
    expect(pending.takeAll()).toEqual([missing]);
    expect(pending.size).toBe(0);
  });

  it('are bounded: of too many the oldest go', () => {
    const pending = new PendingNews();
    const many = Array.from({ length: 10_003 }, (_, n) => of(String(n)));
    pending.put(many, 0);
    expect(pending.size).toBe(10_000);
    expect(pending.takeAll()[0]).toEqual(of('3'));
  });
});
