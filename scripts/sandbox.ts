import { parseArgs } from 'node:util';
import type { AnsweringParty } from '../test/support/carriers/answering-party.js';
import type { LoopbackCarrier } from '../test/support/carriers/loopback-carrier.js';
import type { RecordedRequest } from '../test/support/carriers/recorded-request.js';
import { startSandbox, type Sandbox, type SandboxPorts } from '../test/support/carriers/seed-sandbox.js';

/**
 * `npm run sandbox`: Twilio, Plivo and Vonage on this machine, to try Dialplane without an account anywhere.
 * Ports: `npm run sandbox -- --twilio 5010 --plivo 5011 --vonage 5012 --vonage-rest 5013` (0 takes any free one).
 */
const PROVIDERS = ['twilio', 'plivo', 'vonage'] as const;

const say = (text = ''): void => void process.stdout.write(`${text}\n`);

function readPorts(): SandboxPorts {
  const { values } = parseArgs({
    options: {
      twilio: { type: 'string', default: '4010' },
      plivo: { type: 'string', default: '4011' },
      vonage: { type: 'string', default: '4012' },
      'vonage-rest': { type: 'string', default: '4013' },
    },
  });
  return {
    twilio: Number(values.twilio),
    plivo: Number(values.plivo),
    vonageApplications: Number(values.vonage),
    vonageRest: Number(values['vonage-rest']),
  };
}

function describe({ kind, id, url }: AnsweringParty): string {
  if (kind === 'none') return 'nobody';
  return [kind, id, url].filter((part) => part !== undefined).join(' ');
}

function introduce(sandbox: Sandbox): void {
  say('Start Dialplane with:\n');
  for (const [name, value] of Object.entries(sandbox.env)) say(`  ${name}=${value}`);
  for (const provider of PROVIDERS) {
    say(`\n${provider}`);
    for (const [name, value] of Object.entries(sandbox.credentials[provider])) {
      // JSON shows the line ends of a key, so that it can be pasted into a request.
      say(`  ${name.padEnd(16)} ${JSON.stringify(value)}`);
    }
    for (const number of sandbox.numbers[provider]) {
      say(`  ${number.padEnd(16)} answered by ${describe(sandbox[provider].whoAnswers(number))}`);
    }
  }
  say('\nRequests (Ctrl-C ends the sandbox):\n');
}

/** The path with its query, but for the secret that the Numbers API of Vonage takes there. */
function target({ path, query }: RecordedRequest): string {
  const shown = new URLSearchParams(query);
  if (shown.has('api_secret')) shown.set('api_secret', '***');
  return shown.size > 0 ? `${path}?${shown.toString()}` : path;
}

function logRequests(provider: string, carrier: LoopbackCarrier): void {
  carrier.onAnswer((request, tookMs) => {
    const time = request.at.toISOString().slice(11, 23);
    const status = request.status ?? 'no answer';
    say(`${time}  ${provider.padEnd(6)}  ${request.method} ${target(request)}  ${status}  ${tookMs.toFixed(1)} ms`);
  });
}

try {
  const sandbox = await startSandbox({ ports: readPorts() });
  introduce(sandbox);
  for (const provider of PROVIDERS) logRequests(provider, sandbox[provider]);
  process.once('SIGINT', () => void sandbox.close());
  process.once('SIGTERM', () => void sandbox.close());
} catch (error) {
  process.stderr.write(`The sandbox did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
