import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** The event WebSockets of an Asterisk. An application is registered while a WebSocket is open for it; the newest holds it. */
export class AriEventSockets {
  private readonly server = new WebSocketServer({ noServer: true });
  private readonly sockets = new Map<string, WebSocket>();
  private readonly known = new Set<string>();
  private refusal: number | null = null;
  private isClosingAtOnce = false;

  /** Answers every opening of a WebSocket with this status; null opens them again. */
  refuse(status: number | null): void {
    this.refusal = status;
  }

  /** Opens every WebSocket and closes it at once. */
  closeAtOnce(isClosing: boolean): void {
    this.isClosingAtOnce = isClosing;
  }

  /** Registers the applications once the WebSocket is open; `denial` is the status of a request that is not let in. */
  open(incoming: IncomingMessage, socket: Duplex, head: Buffer, applications: string[], denial: number | null): void {
    const status = denial ?? this.refusal;
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.server.handleUpgrade(incoming, socket, head, (opened) => {
      for (const application of applications) this.register(application, opened);
      if (this.isClosingAtOnce) opened.close();
    });
  }

  /** Sends an event to the connection of one application. */
  tell(application: string, event: object): void {
    this.sockets.get(application)?.send(JSON.stringify({ ...event, asterisk_id: '00:00:5e:00:53:01', application }));
  }

  /** Sends an event to everybody, as it is for those who have asked for all. */
  tellAll(event: object): void {
    for (const application of this.sockets.keys()) this.tell(application, event);
  }

  /** Whether a WebSocket was ever open for it: what it has in hand it keeps when nobody is connected. */
  knows(application: string): boolean {
    return this.known.has(application);
  }

  has(application: string): boolean {
    return this.sockets.has(application);
  }

  get applications(): string[] {
    return [...this.sockets.keys()].sort();
  }

  /** How many connections are open. */
  get size(): number {
    return this.server.clients.size;
  }

  /** Ends all connections properly, as an Asterisk that is stopped does. */
  closeAll(): void {
    for (const socket of this.server.clients) socket.close(1001);
  }

  /** Cuts all connections. */
  cutAll(): void {
    for (const socket of this.server.clients) socket.terminate();
  }

  /** The connections stay open, but nothing that comes is read any more: no ping is answered. */
  fallSilent(): void {
    for (const socket of this.server.clients) socket.pause();
  }

  private register(application: string, socket: WebSocket): void {
    const former = this.sockets.get(application);
    former?.send(JSON.stringify({ type: 'ApplicationReplaced', application, timestamp: new Date().toISOString() }));
    this.sockets.set(application, socket);
    this.known.add(application);
    socket.on('close', () => {
      if (this.sockets.get(application) === socket) this.sockets.delete(application);
    });
  }
}
