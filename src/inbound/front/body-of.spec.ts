import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { bodyOf } from './body-of.js';

const { jest } = import.meta;

/** A request as far as its body goes: what is emitted has come over the wire. */
function listening(patienceMs?: number): { request: EventEmitter; done: ReturnType<typeof jest.fn> } {
  const request = new EventEmitter();
  const done = jest.fn();
  bodyOf(request as IncomingMessage, done, patienceMs);
  return { request, done };
}

describe('the body of a request', () => {
  it('is what came, however it was cut', () => {
    const isWhole = fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (chunks) => {
      const { request, done } = listening();
      for (const chunk of chunks) request.emit('data', Buffer.from(chunk));
      request.emit('end');
      request.emit('close');
      expect(done.mock.calls).toEqual([[Buffer.concat(chunks)]]);
    });
    fc.assert(isWhole);
  });

  it('may have 64 KiB and not a byte more', () => {
    const fits = listening();
    fits.request.emit('data', Buffer.alloc(64 * 1024));
    expect(fits.done).not.toHaveBeenCalled();
    fits.request.emit('end');
    expect(fits.done.mock.calls).toEqual([[Buffer.alloc(64 * 1024)]]);

    const exceeds = listening();
    exceeds.request.emit('data', Buffer.alloc(64 * 1024));
    exceeds.request.emit('data', Buffer.alloc(1));
    expect(exceeds.done.mock.calls).toEqual([[null]]);
    for (let more = 0; more < 10; more += 1) exceeds.request.emit('data', Buffer.alloc(64 * 1024));
    exceeds.request.emit('end');
    expect(exceeds.done).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['breaks off', 'close'],
    ['fails', 'error'],
  ])('is none when it %s', (_how, event) => {
    const { request, done } = listening();
    request.emit('data', Buffer.from('To=%2B1'));
    request.emit(event, new Error('aborted'));
    request.emit('end');
    expect(done.mock.calls).toEqual([[null]]);
  });

  it('is waited for no longer than the patience', async () => {
    const over = new EventEmitter();
    const request = new EventEmitter();
    bodyOf(request as IncomingMessage, (body) => over.emit('over', body), 5);
    const told = once(over, 'over');
    request.emit('data', Buffer.from('To='));
    expect(await told).toEqual([null]);
  });
});
