import type { TwilioNumber } from '../../test/support/carriers/twilio-number.js';
import { CONFIGS, inboundUrl, type Stage } from './chapter.js';
import { expectThat } from './expect-that.js';
import { compare, confirmed, show, tell, title, type Fields } from './story.js';

/** Answered by somebody's IVR before the demo begins. */
const NUMBER = '+12025550102';
const FIELDS = ['voice_url', 'voice_fallback_url', 'voice_application_sid', 'trunk_sid', 'sms_url', 'friendly_name'];

/** The number but for the time of its last change. */
function settings({ date_updated: _updated, ...rest }: TwilioNumber): Fields {
  return rest;
}

/** Binds a number that works for somebody else, defends it, and gives it back. */
export async function twilioChapter({ sandbox, acme, rival, workflowId, phone }: Stage): Promise<void> {
  const { twilio } = sandbox;
  const config = { provider: 'twilio', ...sandbox.credentials.twilio };
  const answeredBy = (): string | undefined => twilio.whoAnswers(NUMBER).url;

  title('Twilio: an account');
  const { body: account } = await acme.post(CONFIGS, { name: 'Twilio US', config });
  show('account_sid', account.credentials.account_sid);
  show('auth_token', account.credentials.auth_token);
  expectThat(account.credentials.auth_token, '****oken', 'credentials are masked in answers');
  const numbers = `${CONFIGS}/${account.id}/phone-numbers`;

  title('Twilio: a number that rings somewhere else');
  const before = settings(twilio.number(NUMBER));
  tell(`A call to ${NUMBER} is answered by ${answeredBy()}`);
  const typed = { address: '(202) 555-0102', country_code: 'US', inbound_workflow_id: workflowId };
  const { body: number } = await acme.post(numbers, typed);
  show('address', number.address);
  show('address_normalized', number.address_normalized);
  show('inbound_workflow_name', number.inbound_workflow_name);
  show('provider_sync.state', number.provider_sync.state);
  show('provider_sync.message', number.provider_sync.message);
  expectThat(number.provider_sync.state, 'in_sync', 'the number is bound');
  compare(before, settings(twilio.number(NUMBER)), FIELDS);
  expectThat(answeredBy(), inboundUrl('twilio'), 'who answers');
  confirmed(`A call to ${NUMBER} is handed to ${answeredBy()}`);

  title('Twilio: it rings');
  const call = await phone.call(NUMBER);
  const experience = call?.experience;
  expectThat(experience?.type, 'stream', 'the workflow answers');
  show('asked by the carrier', call?.asked.join(', '));
  if (experience?.type === 'stream') {
    show('media stream to', experience.url);
    for (const name of ['call_id', 'from', 'to']) show(name, experience.parameters[name]);
  }
  confirmed('A signed call is answered in TwiML, with a token that the agent can verify');
  const explanation = { provider: 'twilio', telephony_configuration_id: account.id, to: '+12025550199' };
  const { body: why } = await acme.post('/route-explanations', explanation, 200);
  tell('Why does +1 202 555 0199 not ring?');
  show('reason', why.reason);
  show('message', why.message);

  title('Twilio: a number has one owner');
  const { body: sameAccount } = await rival.post(CONFIGS, { name: 'The same account', config });
  const { body: conflict } = await rival.post(`${CONFIGS}/${sameAccount.id}/phone-numbers`, { address: NUMBER }, 409);
  show('code', conflict.code);
  show('detail', conflict.detail);
  expectThat(conflict.code, 'phone_number_taken', 'the second owner is refused');
  confirmed('Another organization with the same account is refused, and learns no name');

  title('Twilio: somebody changes the number in the console');
  twilio.editNumber(NUMBER, { voice_url: 'https://ivr.example.net/answer' });
  tell(`A call to ${NUMBER} is answered by ${answeredBy()} again`);
  const { body: synced } = await acme.post(`${numbers}/${number.id}/sync`, {}, 200);
  expectThat([synced.provider_sync.state, answeredBy()], ['in_sync', inboundUrl('twilio')], 'the sync repairs it');
  confirmed(`Repaired: ${answeredBy()}`);

  title('Twilio: the number is given back');
  const { body: unbound } = await acme.put(`${numbers}/${number.id}`, { clear_inbound_workflow: true });
  show('provider_sync.state', unbound.provider_sync.state);
  show('provider_sync.message', unbound.provider_sync.message);
  expectThat(settings(twilio.number(NUMBER)), before, 'the carrier has what it had');
  confirmed(`Every field of the number is as it was; ${answeredBy()} answers`);
  await acme.delete(`${numbers}/${number.id}`);
}
