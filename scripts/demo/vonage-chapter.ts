import { CONFIGS, inboundUrl, type Stage } from './chapter.js';
import { expectThat } from './expect-that.js';
import { compare, confirmed, show, tell, title } from './story.js';

/** Forwarded to another number, with inbound messages that must stay where they are. */
const NUMBER = '+442079460121';
const FIELDS = ['app_id', 'voiceCallbackType', 'voiceCallbackValue', 'moHttpUrl'];

/** An update replaces the whole record of a number, and a forward wins over the application. */
export async function vonageChapter({ sandbox, acme, workflowId }: Stage): Promise<void> {
  const { vonage } = sandbox;
  const credentials = sandbox.credentials.vonage;
  const apiKey = credentials['api_key'] ?? '';

  title('Vonage: a number that is forwarded');
  const before = { number: vonage.number(NUMBER), applications: vonage.applications(apiKey) };
  tell(`A call to ${NUMBER} is forwarded to ${vonage.whoAnswers(NUMBER).id}`);
  const config = await acme.post(CONFIGS, { name: 'Vonage', config: { provider: 'vonage', ...credentials } });
  const numbers = `${CONFIGS}/${config.body.id}/phone-numbers`;
  const number = await acme.post(numbers, { address: NUMBER, inbound_workflow_id: workflowId });
  show('provider_sync.state', number.body.provider_sync.state);
  expectThat(number.body.provider_sync.state, 'in_sync', 'the number is bound');
  compare({ ...before.number }, { ...vonage.number(NUMBER) }, FIELDS);
  const { url } = vonage.whoAnswers(NUMBER);
  expectThat(url, inboundUrl('vonage'), 'who answers');
  confirmed(`A call to ${NUMBER} is handed to ${url}`);

  await acme.delete(`${numbers}/${number.body.id}`);
  expectThat(
    { number: vonage.number(NUMBER), applications: vonage.applications(apiKey) },
    before,
    'the carrier has what it had',
  );
  confirmed('The forward, the inbound messages and the application are as they were');
}
