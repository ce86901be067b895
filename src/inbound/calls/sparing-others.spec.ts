import fc from 'fast-check';
import { sparingOthers } from './sparing-others.js';

/** An error as the driver throws it. */
const refusal = (code: string): Error => Object.assign(new Error('refused'), { code });

describe('work on many items of which some are faulty', () => {
  it('is done for all others, and each faulty one is told of once', async () => {
    const items = fc.array(fc.record({ isFaulty: fc.boolean() }), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(items, async (given) => {
        const faulty: object[] = [];
        const done = await sparingOthers(
          given,
          (part) => {
            if (part.some(({ isFaulty }) => isFaulty)) return Promise.reject(refusal('22001'));
            return Promise.resolve([...part]);
          },
          (item, sqlState) => {
            expect(sqlState).toBe('22001');
            faulty.push(item);
          },
        );
        expect(done).toEqual(given.filter(({ isFaulty }) => !isFaulty));
        expect(faulty).toEqual(given.filter(({ isFaulty }) => isFaulty));
      }),
    );
  });

  it('takes nothing for faulty that is none the second time', async () => {
    let calls = 0;
    const work = (): Promise<string[]> => {
      calls += 1;
      return calls === 1 ? Promise.reject(refusal('23503')) : Promise.resolve(['done']);
    };
    const onFaulty = (): void => {
      throw new Error('nothing is faulty');
    };
    expect(await sparingOthers(['item'], work, onFaulty)).toEqual(['done']);
  });

  it.each(['57014', '40P01', '53100', 'ECONNREFUSED', '42P01'])('ends with %s, which is up to no row', async (code) => {
    const error = refusal(code);
    const work = sparingOthers(
      [1, 2, 3],
      () => Promise.reject(error),
      () => undefined,
    );
    await expect(work).rejects.toBe(error);
  });
});
