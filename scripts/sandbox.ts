import { parseArgs } from 'node:util';
import type { AnsweringParty } from '../test/support/carriers/answering-party.js';
import type { CarrierKit, StartedCarrier } from '../test/support/carriers/carrier-kit.js';
import { loadCarrierKits } from '../test/support/carriers/load-carrier-kits.js';
import type { RecordedRequest } from '../test/support/carriers/recorded-request.js';
import { startSandbox, type Sandbox } from '../test/support/carriers/seed-sandbox.js';
import { Phone } from './sandbox/phone.js';
import { openSwitchboard } from './sandbox/switchboard.js';

/**
 * `npm run sandbox`: every carrier that has a kit, on this machine, to try Dialplane without an account anywhere.
 * Ports: `npm run sandbox -- --twilio 5010 --vonage 5012` by the names of providers (0 takes any free one); a carrier
 * with more than one port takes those after it. `POST http://127.0.0.1:4009/call/<number>` calls a number; `--dialplane`
 * says where Dialplane listens, `--switchboard` moves that port.
 */
const say = (text = ''): void => void process.stdout.write(`${text}\n`);

/** The same ports each time: those that kits name, then one after the other. */
function usualPorts(kits: ReadonlyMap<string, CarrierKit>): Record<string, number> {
  const named = [...kits.values()].map(({ sandboxPort = 0, ports }) => sandboxPort + ports);
  let next = Math.max(...named);
  return Object.fromEntries(
    [...kits].map(([provider, { sandboxPort, ports }]) => {
      if (sandboxPort !== undefined) return [provider, sandboxPort];
      next += ports;
      return [provider, next - ports];
    }),
  );
}

interface SandboxOptions {
  /** By provider. */
  firstPorts: Record<string, number>;
  switchboardPort: number;
  dialplaneUrl: string;
}

function readOptions(kits: ReadonlyMap<string, CarrierKit>): SandboxOptions {
  const text = (value: string) => ({ type: 'string' as const, default: value });
  const ports = Object.entries(usualPorts(kits)).map(([name, port]) => [name, text(String(port))] as const);
  const { values } = parseArgs({
    options: { ...Object.fromEntries(ports), switchboard: text('4009'), dialplane: text('http://127.0.0.1:3000') },
  });
  const { switchboard, dialplane, ...firstPorts } = values as Record<string, string>;
  return {
    firstPorts: Object.fromEntries(Object.entries(firstPorts).map(([provider, port]) => [provider, Number(port)])),
    switchboardPort: Number(switchboard),
    dialplaneUrl: dialplane ?? '',
  };
}

function describe({ kind, id, url }: AnsweringParty): string {
  if (kind === 'none') return 'nobody';
  return [kind, id, url].filter((part) => part !== undefined).join(' ');
}

function introduce(provider: string, { carrier, credentials }: StartedCarrier): void {
  say(`\n${provider}`);
  for (const [name, value] of Object.entries(credentials)) {
    // JSON shows the line ends of a key, so that it can be pasted into a request.
    say(`  ${name.padEnd(16)} ${JSON.stringify(value)}`);
  }
  for (const number of carrier.listNumbers()) {
    say(`  ${number.padEnd(16)} answered by ${describe(carrier.whoAnswers(number))}`);
  }
}

function introduceAll({ carriers, env }: Sandbox, { switchboardPort, dialplaneUrl }: SandboxOptions): void {
  say('Start Dialplane with:\n');
  for (const [name, value] of Object.entries(env)) say(`  ${name}=${value}`);
  for (const [provider, started] of Object.entries(carriers)) introduce(provider, started);
  say(`\nCall a number (Dialplane is expected at ${dialplaneUrl}):\n`);
  say(`  curl -X POST http://127.0.0.1:${switchboardPort}/call/+12025550102`);
  say('\nRequests (Ctrl-C ends the sandbox):\n');
}

/** The path with its query, but for the secret that the Numbers API of Vonage takes there. */
function target({ path, query }: RecordedRequest): string {
  const shown = new URLSearchParams(query);
  if (shown.has('api_secret')) shown.set('api_secret', '***');
  return shown.size > 0 ? `${path}?${shown.toString()}` : path;
}

function logRequests(provider: string, { carrier }: StartedCarrier): void {
  carrier.onAnswer((request, tookMs) => {
    const time = request.at.toISOString().slice(11, 23);
    const status = request.status ?? 'no answer';
    say(`${time}  ${provider.padEnd(9)}  ${request.method} ${target(request)}  ${status}  ${tookMs.toFixed(1)} ms`);
  });
}

try {
  const kits = await loadCarrierKits();
  const options = readOptions(kits);
  const sandbox = await startSandbox({ firstPorts: options.firstPorts });
  const phone = new Phone(kits, sandbox.carriers, options.dialplaneUrl);
  const switchboard = await openSwitchboard(phone, options.switchboardPort, say);
  introduceAll(sandbox, options);
  for (const [provider, started] of Object.entries(sandbox.carriers)) logRequests(provider, started);
  const close = (): void => {
    switchboard.close();
    void sandbox.close();
  };
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
} catch (error) {
  process.stderr.write(`The sandbox did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
