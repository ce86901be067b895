import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

type Receiver = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Takes requests that want to become a WebSocket; without one they are answered like any other. */
export type UpgradeReceiver = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** One listening socket on 127.0.0.1, standing for one of the carrier's hosts. */
export class LoopbackDoor {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(port: number, receive: Receiver, upgrade?: UpgradeReceiver): Promise<LoopbackDoor> {
    const server = createServer(receive);
    if (upgrade) server.on('upgrade', upgrade);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const address = server.address() as AddressInfo;
    return new LoopbackDoor(server, `http://127.0.0.1:${address.port}`);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    // A hanging request would otherwise keep the server, and with it the test run, alive.
    this.server.closeAllConnections();
    await closed;
  }
}
