import { loadCarrierKits } from '../test/support/carriers/load-carrier-kits.js';
import { startSandbox } from '../test/support/carriers/seed-sandbox.js';
import { accountChapter } from './demo/account-chapter.js';
import { PUBLIC_URL } from './demo/chapter.js';
import { Organization } from './demo/organization.js';
import { plivoChapter } from './demo/plivo-chapter.js';
import { DemoService } from './demo/service.js';
import { confirmed, show, tell, title } from './demo/story.js';
import { twilioChapter } from './demo/twilio-chapter.js';
import { vonageChapter } from './demo/vonage-chapter.js';
import { Phone } from './sandbox/phone.js';

/**
 * `npm run demo`: the main job from end to end, on this machine alone. The carriers are those of `npm run sandbox`, the
 * service is the built one on a database that is thrown away. Ends with 0 when everything was as the story says.
 */
async function demo(signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  title('Dialplane, from end to end');
  const sandbox = await startSandbox();
  let service: DemoService | null = null;
  try {
    service = await DemoService.start({ ...sandbox.env, PUBLIC_BASE_URL: PUBLIC_URL });
    const url = await service.url();
    tell('Seven carriers with a few numbers each, and the service on an empty database');
    show('service', url);
    for (const [name, value] of Object.entries(sandbox.env)) show(name, value);

    title('Two organizations, and a workflow');
    const root = new Organization(url, service.key, signal);
    const acme = await root.create('Acme');
    const rival = await root.create('Rival');
    const target = { type: 'stream', url: 'wss://agent.example.com/media' };
    const workflow = await acme.post('/workflows', { name: 'Support agent', target });
    show('workflow', `${workflow.body.name} → ${target.url}`);

    const phone = new Phone(await loadCarrierKits(), sandbox.carriers, url);
    const stage = { sandbox, acme, rival, workflowId: workflow.body.id as number, phone };
    await twilioChapter(stage);
    await plivoChapter(stage);
    await vonageChapter(stage);
    await accountChapter(stage);

    title('Done');
    const calls = [sandbox.twilio, sandbox.plivo, sandbox.vonage].map(({ counters }) => counters);
    const reads = calls.reduce((sum, counters) => sum + counters.reads, 0);
    const writes = calls.reduce((sum, counters) => sum + counters.writes, 0);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    confirmed(`Everything was as told, in ${seconds} s: ${reads} reads and ${writes} writes at the carriers`);
  } finally {
    await Promise.all([service?.stop(), sandbox.close()]);
  }
}

const interruption = new AbortController();
const interrupt = (): void => interruption.abort();
// npm passes a Ctrl-C on that the terminal has sent already: the second one must not cut the cleaning up short.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
// A reader who has seen enough, such as `head`.
for (const stream of [process.stdout, process.stderr]) stream.on('error', interrupt);
try {
  await demo(interruption.signal);
} catch (error) {
  const isInterrupted = interruption.signal.aborted;
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    isInterrupted ? '\nInterrupted; everything is cleaned up\n' : `\n✗ The demo failed: ${reason}\n`,
  );
  process.exitCode = isInterrupted ? 130 : 1;
}
