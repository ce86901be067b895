import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP door before the database that can be shut, to see what the service does when the database is away. */
export class SeverableProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;

  private constructor(private target: URL) {}

  /** Opens the door; {@link sever} it when the test is over. */
  static async before(databaseUrl: string): Promise<SeverableProxy> {
    const proxy = new SeverableProxy(new URL(databaseUrl));
    await proxy.restore();
    return proxy;
  }

  /** The database as it is reached through the door. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Lets the connections from now on lead elsewhere. */
  leadTo(url: string): void {
    this.target = new URL(url);
  }

  /** Cuts every connection and accepts no more. */
  async sever(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Keeps every connection and lets nothing through, as a firewall does that drops packets. */
  freeze(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Accepts connections again, on the same port. */
  async restore(): Promise<void> {
    const server = createServer((client) => this.join(client, connect(Number(this.target.port), this.target.hostname)));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  private join(client: Socket, database: Socket): void {
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
