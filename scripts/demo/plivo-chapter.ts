import { CONFIGS, inboundUrl, type Stage } from './chapter.js';
import { expectThat } from './expect-that.js';
import { compare, confirmed, show, tell, title } from './story.js';

/** Two numbers on one application of somebody else. */
const NUMBER = '+12025550112';
const NEIGHBOUR = '+12025550113';
const FOREIGN_APPLICATION = '10000000000000001';

/** Here the webhook URL belongs to an application, which numbers may share: the neighbour's calls must not move. */
export async function plivoChapter({ sandbox, acme, workflowId }: Stage): Promise<void> {
  const { plivo } = sandbox;
  const credentials = sandbox.credentials.plivo;
  const authId = credentials['auth_id'] ?? '';
  const answeredBy = (number: string): string | undefined => plivo.whoAnswers(number).url;

  title('Plivo: two numbers share an application');
  const before = { number: plivo.number(NUMBER), applications: plivo.applications(authId) };
  tell(`Calls to ${NUMBER} and ${NEIGHBOUR} are answered by ${answeredBy(NUMBER)}`);
  const shared = await acme.post(CONFIGS, {
    name: 'Plivo with the shared application',
    config: { provider: 'plivo', ...credentials, application_id: FOREIGN_APPLICATION },
  });
  const sharedNumbers = `${CONFIGS}/${shared.body.id}/phone-numbers`;
  const refused = await acme.post(sharedNumbers, { address: NUMBER, inbound_workflow_id: workflowId });
  show('provider_sync.reason', refused.body.provider_sync.reason);
  show('provider_sync.message', refused.body.provider_sync.message);
  expectThat(refused.body.provider_sync.reason, 'shared_application_conflict', 'the shared application is refused');
  expectThat(plivo.applications(authId), before.applications, 'nothing was changed');
  confirmed("Rewriting the application would have moved the neighbour's calls too: nothing was changed");
  await acme.delete(`${sharedNumbers}/${refused.body.id}`);

  title('Plivo: the same number on an application of its own');
  const own = await acme.post(CONFIGS, { name: 'Plivo', config: { provider: 'plivo', ...credentials } });
  const numbers = `${CONFIGS}/${own.body.id}/phone-numbers`;
  const number = await acme.post(numbers, { address: NUMBER, inbound_workflow_id: workflowId });
  show('provider_sync.state', number.body.provider_sync.state);
  expectThat(number.body.provider_sync.state, 'in_sync', 'the number is bound');
  compare({ ...before.number }, { ...plivo.number(NUMBER) }, ['appId', 'alias']);
  expectThat(answeredBy(NUMBER), inboundUrl('plivo'), 'who answers');
  expectThat(answeredBy(NEIGHBOUR), 'https://ivr.example.net/plivo/answer', 'who answers the neighbour');
  confirmed(`${NUMBER} is handed to ${answeredBy(NUMBER)}`);
  confirmed(`${NEIGHBOUR} is still answered by ${answeredBy(NEIGHBOUR)}`);

  await acme.delete(`${numbers}/${number.body.id}`);
  await acme.delete(`${CONFIGS}/${own.body.id}`);
  expectThat(
    { number: plivo.number(NUMBER), applications: plivo.applications(authId) },
    before,
    'the carrier has what it had',
  );
  confirmed('The number is as it was, and the application that was made for it is gone');
}
