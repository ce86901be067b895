import type { InboundAnswer } from '../front/inbound-answer.js';
import { UNTOLD } from '../front/inbound-answer.js';
import { RecentAnswers } from './recent-answers.js';

const { jest } = import.meta;

const answerOf = (body: string): InboundAnswer => ({ status: 200, contentType: 'text/xml', body });

const FIRST = answerOf('first');

describe('recent answers', () => {
  it('make the answer of a call once, also while it is being made', async () => {
    const recent = new RecentAnswers();
    const { promise, resolve } = Promise.withResolvers<InboundAnswer>();
    const make = jest.fn(() => promise);
    const [one, two] = [recent.of('call', make), recent.of('call', make)];
    resolve(FIRST);
    expect(await Promise.all([one, two])).toEqual([FIRST, FIRST]);
    expect(await recent.of('call', make)).toBe(FIRST);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('keep the answers of different calls apart', () => {
    const recent = new RecentAnswers();
    expect(recent.of('one', () => FIRST)).toBe(FIRST);
    expect(recent.of('two', () => answerOf('second'))).toEqual(answerOf('second'));
  });

  it('give another chance to a call whose answer could not be made', async () => {
    const recent = new RecentAnswers();
    const broken = (): Promise<InboundAnswer> => Promise.reject(new Error('broken'));
    await expect(recent.of('call', broken)).rejects.toThrow('broken');
    expect(() =>
      recent.of('other', () => {
        throw new Error('broken at once');
      }),
    ).toThrow('broken at once');
    expect(await recent.of('call', () => FIRST)).toBe(FIRST);
    expect(await recent.of('other', () => FIRST)).toBe(FIRST);
  });

  it('give another chance to a call whose carrier could not be told', async () => {
    const recent = new RecentAnswers();
    expect(await recent.of('call', () => Promise.resolve(UNTOLD))).toBe(UNTOLD);
    expect(recent.of('other', () => UNTOLD)).toBe(UNTOLD);
    expect([recent.of('call', () => FIRST), recent.of('other', () => FIRST)]).toEqual([FIRST, FIRST]);
  });

  it('forget the oldest when the documents together become too large', async () => {
    const recent = new RecentAnswers();
    const large = answerOf('x'.repeat(64 * 1024));
    for (let call = 0; call < 1_000; call += 1) await recent.of(String(call), () => Promise.resolve(large));
    const again = jest.fn(() => FIRST);
    expect(recent.of('999', again)).toBe(large);
    expect(recent.of('0', again)).toBe(FIRST);
    expect(again).toHaveBeenCalledTimes(1);
  });
});
