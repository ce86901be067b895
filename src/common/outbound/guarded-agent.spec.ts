import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import type { Agent } from 'undici';
import { request, WebSocket } from 'undici';
import { guardedAgent } from './guarded-agent.js';
import { OutboundGuard, type Resolve } from './outbound-guard.js';

let server: Server;
let port: number;
let requests = 0;
const agents: Agent[] = [];

beforeAll(async () => {
  server = createServer((_request, response) => {
    requests += 1;
    response.end('here');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

beforeEach(() => {
  requests = 0;
});

afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.destroy()));
  server.close();
  server.closeAllConnections();
});

function agentOf(allowed: readonly string[], resolve?: Resolve): Agent {
  const agent = guardedAgent(new OutboundGuard(allowed, resolve), { connectTimeoutMs: 1_000 });
  agents.push(agent);
  return agent;
}

describe('an agent for addresses that tenants type', () => {
  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[0:0:0:0:0:ffff:7f00:1]',
    '[::127.0.0.1]',
    'localhost',
    'LOCALHOST',
    '①②⑦.⓪.⓪.①',
    '169.254.169.254',
  ])('does not connect to %s', async (host) => {
    const work = request(`http://${host}:${port}/`, { dispatcher: agentOf([]) });
    await expect(work).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    expect(requests).toBe(0);
  });

  it('does not connect for TLS either', async () => {
    const work = request(`https://localhost:${port}/`, { dispatcher: agentOf([]) });
    await expect(work).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
  });

  it('connects to what the operator has opened, by address and by name', async () => {
    const resolve: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    for (const host of ['127.0.0.1', '2130706433', 'pbx.example']) {
      const { body } = await request(`http://${host}:${port}/`, { dispatcher: agentOf(['127.0.0.0/8'], resolve) });
      expect(await body.text()).toBe('here');
    }
  });

  it('asks for a name once, so that the address it checked is the one it connects to', async () => {
    const answers = [
      { address: '127.0.0.1', family: 4 },
      { address: '127.0.0.2', family: 4 },
    ];
    let asked = 0;
    const rebinding: Resolve = () => Promise.resolve(answers.slice(asked++, asked));
    const { body } = await request(`http://pbx.example:${port}/`, { dispatcher: agentOf(['127.0.0.1'], rebinding) });
    expect(await body.text()).toBe('here');
    expect(asked).toBe(1);
  });

  it('does not connect a WebSocket', async () => {
    const socket = new WebSocket(`ws://localhost:${port}/`, { dispatcher: agentOf([]) });
    await new Promise((resolve) => socket.addEventListener('close', resolve));
    expect(requests).toBe(0);
  });
});
