import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Dispatcher } from 'undici';
import { ping, WebSocket } from 'undici';
import type { ConnectionEnd } from '../../contract/connection.strategy.js';
import type { ConnectionTimings } from '../../contract/connection-timings.js';
import { endOfClosing, endOfHandshake, endOfReplacement, endOfSilence } from './ari.connection-ends.js';
import { AriHandshake } from './ari.handshake.js';

/** The WebSocket's interface has no event for pongs; undici tells of them here. */
const PONGS = 'undici:websocket:pong';

/** Who wants to know what happens on an event WebSocket. Its methods return at once. */
export interface AriSocketListener {
  onUp: () => void;
  /** A text message that says nothing about the connection itself. */
  onMessage: (message: string) => void;
}

/** One event WebSocket, from its opening to its end. */
export class AriEventSocket {
  private readonly handshake = new AriHandshake();
  private readonly socket: WebSocket;
  private readonly ended = Promise.withResolvers<ConnectionEnd | null>();
  private upSince: number | null = null;
  private isAlive = true;
  private timer: NodeJS.Timeout | null = null;

  /** @param url holds the password */
  constructor(
    url: string,
    dispatcher: Dispatcher,
    private readonly timings: ConnectionTimings,
  ) {
    this.socket = new WebSocket(url, { dispatcher: this.handshake.watch(dispatcher) });
    this.timer = setTimeout(() => this.end(endOfHandshake(this.handshake)), timings.openWithinMs);
  }

  /** @returns how it ended; null when the signal ended it */
  async hold({ onUp, onMessage }: AriSocketListener, signal: AbortSignal): Promise<ConnectionEnd | null> {
    const stop = (): void => this.end(null);
    this.socket.addEventListener('open', () => this.opened(onUp));
    this.socket.addEventListener('message', ({ data }) => this.heard(data, onMessage));
    this.socket.addEventListener('close', () => this.end(this.closing()));
    signal.addEventListener('abort', stop);
    subscribe(PONGS, this.onPong);
    if (signal.aborted) stop();
    try {
      return await this.ended.promise;
    } finally {
      unsubscribe(PONGS, this.onPong);
      signal.removeEventListener('abort', stop);
      this.letGo();
    }
  }

  private readonly onPong = (message: unknown): void => {
    if ((message as { websocket?: unknown }).websocket === this.socket) this.isAlive = true;
  };

  private opened(onUp: () => void): void {
    this.upSince = performance.now();
    if (this.timer) clearTimeout(this.timer);
    this.timer = setInterval(() => this.look(), this.timings.pingEveryMs);
    onUp();
  }

  private look(): void {
    if (!this.isAlive) return this.end(endOfSilence(this.isStable()));
    this.isAlive = false;
    ping(this.socket);
  }

  private heard(data: unknown, onMessage: AriSocketListener['onMessage']): void {
    this.isAlive = true;
    if (typeof data !== 'string') return;
    if (isReplacement(data)) this.end(endOfReplacement(this.isStable()));
    else onMessage(data);
  }

  private isStable(): boolean {
    return this.upSince !== null && performance.now() - this.upSince >= this.timings.stableAfterMs;
  }

  private closing(): ConnectionEnd {
    return this.upSince === null ? endOfHandshake(this.handshake) : endOfClosing(this.isStable());
  }

  /** The first end counts; what follows from it is no news. */
  private end(end: ConnectionEnd | null): void {
    this.ended.resolve(end);
  }

  /** Says goodbye without waiting for an answer: a PBX that is gone would never give one. */
  private letGo(): void {
    if (this.timer) clearTimeout(this.timer);
    this.socket.close();
    const { socket } = this.handshake;
    socket?.end(() => socket.destroy());
  }
}

function isReplacement(data: string): boolean {
  if (!data.includes('ApplicationReplaced')) return false;
  try {
    return (JSON.parse(data) as { type?: unknown } | null)?.type === 'ApplicationReplaced';
  } catch {
    return false;
  }
}
