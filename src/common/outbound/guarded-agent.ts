import { isIP } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { OutboundGuard } from './outbound-guard.js';
import { OutboundRefusal } from './outbound-refusal.js';

interface GuardedAgentOptions extends Omit<Agent.Options, 'connect'> {
  connectTimeoutMs: number;
}

/** An HTTP agent, for WebSockets as well, that connects only to what the guard leaves open. Its requests fail with {@link OutboundRefusal}. */
export function guardedAgent(guard: OutboundGuard, { connectTimeoutMs, ...options }: GuardedAgentOptions): Agent {
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, lookup: guard.lookup });
  return new Agent({
    ...options,
    connect: (target, callback) => {
      // An IP address is never looked up.
      const isRefused = isIP(target.hostname) !== 0 && !guard.isOpen(target.hostname);
      if (isRefused) queueMicrotask(() => callback(new OutboundRefusal(), null));
      else connect(target, callback);
    },
  });
}
