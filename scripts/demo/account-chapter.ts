import { setTimeout as sleep } from 'node:timers/promises';
import { CONFIGS, inboundUrl, type Stage } from './chapter.js';
import { expectThat } from './expect-that.js';
import type { Organization } from './organization.js';
import { confirmed, show, tell, title } from './story.js';

const CHANGED = '+12025550101';
const POLL_MS = 100;
const PATIENCE_MS = 20_000;

interface Job {
  state: string;
  succeeded: number;
  total: number;
}

/** Waits for the end of a job and says how it ended. */
async function followed(acme: Organization, id: number): Promise<Job> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const { body } = await acme.glance(`/jobs/${id}`);
    if (body.state !== 'queued' && body.state !== 'running') return body as Job;
    if (performance.now() > giveUpAt) throw new Error(`job ${id} does not end: ${JSON.stringify(body)}`);
    await sleep(POLL_MS);
  }
}

/** The URL behind each number of the account. */
function answering({ twilio }: Stage['sandbox']): Record<string, string | undefined> {
  return Object.fromEntries(twilio.listNumbers().map((address) => [address, twilio.whoAnswers(address).url]));
}

/** A whole account: what is in it, all of it bound, one number changed behind our back, found and repaired, given back. */
export async function accountChapter({ sandbox, acme, workflowId }: Stage): Promise<void> {
  const { twilio } = sandbox;
  const before = answering(sandbox);
  const count = Object.keys(before).length;

  title('Twilio: the whole account');
  const config = { provider: 'twilio', ...sandbox.credentials.twilio };
  const { body: account } = await acme.post(CONFIGS, { name: 'The whole account', config });
  const path = `${CONFIGS}/${account.id}`;
  const { body: inventory } = await acme.get(`${path}/inventory`);
  for (const number of inventory.numbers) show(number.address, `${number.name}, ${number.status}`);

  const { body: importing } = await acme.post(`${path}/import`, { inbound_workflow_id: workflowId }, 202);
  const imported = await followed(acme, importing.job_id);
  expectThat([imported.state, imported.succeeded], ['succeeded', count], 'all numbers are imported and bound');
  confirmed(`${imported.succeeded} numbers are registered, bound and read back, each with a result of its own`);

  title('Twilio: somebody changes a number behind our back');
  twilio.editNumber(CHANGED, { voice_url: 'https://somebody.example.net/answer' });
  tell(`A call to ${CHANGED} is answered by ${twilio.whoAnswers(CHANGED).url}`);
  const { body: plan } = await acme.post(`${path}/reconcile?dry_run=true`, {}, 200);
  const [step] = plan.numbers;
  show('finding', step.finding);
  show('at the carrier', step.changes[0].carrier_value);
  show('wanted', step.changes[0].wanted_value);
  expectThat([plan.total, step.address], [1, CHANGED], 'the plan is about this number alone');
  const { body: applying } = await acme.post(`${path}/reconcile`, { plan_hash: plan.plan_hash }, 202);
  await followed(acme, applying.job_id);
  expectThat(twilio.whoAnswers(CHANGED).url, inboundUrl('twilio'), 'the plan repairs it');
  confirmed(`Exactly the plan was done: ${twilio.whoAnswers(CHANGED).url} answers`);
  await acme.post(`${path}/reconcile`, { plan_hash: plan.plan_hash }, 412);
  confirmed('The same plan a second time is refused, because the world has moved');

  title('Twilio: the whole account is given back');
  const { body: removing } = await acme.delete(`${path}?force=true`, 202);
  const removed = await followed(acme, removing.job_id);
  expectThat([removed.state, removed.succeeded], ['succeeded', count], 'all numbers are given back');
  const theirs = { [CHANGED]: 'https://somebody.example.net/answer' };
  expectThat(answering(sandbox), { ...before, ...theirs }, 'everybody answers who answered before');
  confirmed('Everybody answers again who answered before; what somebody had changed meanwhile is theirs');
}
