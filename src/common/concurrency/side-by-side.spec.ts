import { setTimeout as sleep } from 'node:timers/promises';
import { aFewAtATime, sideBySide } from './side-by-side.js';

const never = new AbortController().signal;

describe('a few at a time', () => {
  it('does the work for each item once, and for no more than a few at the same time', async () => {
    const done: string[] = [];
    let underWay = 0;
    let most = 0;
    const items = Array.from({ length: 25 }, (_, index) => `item ${index}`);
    await aFewAtATime(items, { atOnce: 4, signal: never }, async (item) => {
      most = Math.max(most, (underWay += 1));
      await sleep(1);
      underWay -= 1;
      done.push(item);
    });
    expect(done.toSorted()).toEqual(items.toSorted());
    expect(most).toBe(4);
  });

  it('takes no further item after a failure, and leaves nothing under way', async () => {
    const begun: string[] = [];
    const ended: string[] = [];
    const work = aFewAtATime(['fails', 'slow', 'not taken', 'nor this'], { atOnce: 2, signal: never }, async (item) => {
      begun.push(item);
      await sleep(item === 'slow' ? 20 : 1);
      if (item === 'fails') throw new Error('the first');
      ended.push(item);
    });
    await expect(work).rejects.toThrow('the first');
    expect([begun, ended]).toEqual([['fails', 'slow'], ['slow']]);
  });

  it('takes no further item once it is aborted', async () => {
    const stop = new AbortController();
    const begun: string[] = [];
    await aFewAtATime(['a', 'b', 'c', 'd'], { atOnce: 2, signal: stop.signal }, async (item) => {
      begun.push(item);
      stop.abort();
      await sleep(1);
    });
    expect(begun).toEqual(['a']);
  });
});

it('side by side waits for all before it throws', async () => {
  let runs = 0;
  let ended = 0;
  const work = sideBySide(3, async () => {
    const run = (runs += 1);
    await sleep(run * 3);
    ended += 1;
    if (run === 1) throw new Error('the quickest');
  });
  await expect(work).rejects.toThrow('the quickest');
  expect(ended).toBe(3);
});
