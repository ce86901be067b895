import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

const KEY = readFileSync(new URL('./tls/loopback-key.pem', import.meta.url));
const CERTIFICATE = readFileSync(new URL('./tls/loopback-certificate.pem', import.meta.url), 'utf8');

/** What the endpoint was asked. */
export interface AskedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Behaviour = (asked: AskedWebhook, response: ServerResponse) => void;

/** Somebody's application: an https endpoint that a webhook target can name. This process trusts its certificate. */
export class WorkflowEndpointServer {
  readonly asked: AskedWebhook[] = [];
  private behaviour: Behaviour = (_asked, response) => response.writeHead(500).end();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WorkflowEndpointServer> {
    setDefaultCACertificates([...getCACertificates('default'), CERTIFICATE]);
    const server = createServer({ key: KEY, cert: CERTIFICATE });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = new WorkflowEndpointServer(server);
    server.on('request', (request, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const asked = {
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        endpoint.asked.push(asked);
        endpoint.behaviour(asked, response);
      });
    });
    return endpoint;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/voice`;
  }

  /** Answers every request like this from now on. */
  answers(body: string, contentType: string, status = 200): void {
    this.behaviour = (_asked, response) => response.writeHead(status, { 'content-type': contentType }).end(body);
  }

  behaves(behaviour: Behaviour): void {
    this.behaviour = behaviour;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
