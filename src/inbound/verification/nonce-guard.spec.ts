import { NonceGuard } from './nonce-guard.js';

const MINUTE_MS = 60_000;
const { jest } = import.meta;

describe('a nonce', () => {
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('is used once, but for the very same request', () => {
    const guard = new NonceGuard();
    expect(guard.admits(1, 'n', 'a')).toBe(true);
    expect(guard.admits(1, 'n', 'a')).toBe(true);
    expect(guard.admits(1, 'n', 'b')).toBe(false);
    expect(guard.admits(1, 'n', '')).toBe(false);
    // What was refused has not taken the place of the first.
    expect(guard.admits(1, 'n', 'a')).toBe(true);
    expect(guard.admits(1, 'm', 'b')).toBe(true);
  });

  it('of one configuration is not used up by another', () => {
    const guard = new NonceGuard();
    expect(guard.admits(2, 'n', 'of an attacker with a key of its own')).toBe(true);
    expect(guard.admits(1, 'n', 'a')).toBe(true);
    expect(guard.admits(11, 'n', 'b')).toBe(true);
    expect(guard.admits(1, '1\nn', 'c')).toBe(true);
  });

  it('is remembered for more than ten minutes from its first use', () => {
    let now = 1_000_000;
    jest.useFakeTimers({ doNotFake: ['performance'] });
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const pass = (ms: number): void => {
      now += ms;
      jest.advanceTimersByTime(ms);
    };
    const guard = new NonceGuard();
    guard.admits(1, 'n', 'a');
    pass(10 * MINUTE_MS + 1_000);
    expect(guard.admits(1, 'n', 'b')).toBe(false);
    expect(guard.admits(1, 'n', 'a')).toBe(true);
    pass(2 * MINUTE_MS);
    expect(guard.admits(1, 'n', 'b')).toBe(true);
  });
});
