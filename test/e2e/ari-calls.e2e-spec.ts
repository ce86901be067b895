import { NEUTRAL_SENTENCE } from '../../src/inbound/answering/neutral-sentence.js';
import { ConnectionTimings } from '../../src/provider-sync/contract/connection-timings.js';
import { type Body, created } from '../factories/created.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient } from '../support/api-client.js';
import type { AriCall } from '../support/carriers/ari-call.js';
import { AriLoopback } from '../support/carriers/ari-loopback.js';
import type { Experience } from '../support/carriers/inbound-caller.js';
import { eventually } from '../support/eventually.js';
import { numbersOf, UNVERIFIED_CONFIGS } from '../support/paths.js';
import { TestApp } from '../support/test-app.js';

const STREAM = { type: 'stream', url: 'wss://agent.example.com/media', parameters: { language: 'de' } };
const CALLER = '+14155550100';
/** A replica that waits for its turn has not been hurried before it first looked. */
const TURN_MS = 15_000;

const apps: TestApp[] = [];
let pbx: AriLoopback;
let api: ApiClient;
let config: { id: number; credentials: { stasis_app_name: string } };

async function start(beside?: TestApp): Promise<TestApp> {
  const app = await TestApp.start(beside ? { beside } : {});
  const hurried = { firstBackoffMs: 20, renewEveryMs: 100, leaseMs: 1_000, refreshEveryMs: 200 };
  Object.assign(app.app.get(ConnectionTimings, { strict: false }), hurried);
  apps.push(app);
  return app;
}

beforeEach(async () => {
  pbx = await new AriLoopback().listen();
  pbx.addUser('dialplane', 'a password');
  pbx.switchboard.mediaConnections.set('agent', 'answers');
  pbx.switchboard.dialplan.set('_+X.@dialplane-dial', 'answers');
  api = await (await start()).organization();
  const credentials = { ari_endpoint: pbx.baseUrl, app_name: 'dialplane', app_password: 'a password' };
  const body = { name: 'Our PBX', config: { provider: 'ari', ...credentials, ws_client_name: 'agent' } };
  config = created(await api.post(UNVERIFIED_CONFIGS, body)) as typeof config;
  await isConnected();
});

afterEach(async () => {
  for (const [place, app] of [...apps.entries()].reverse()) await app.stop({ keepDatabase: place > 0 });
  apps.length = 0;
  await pbx.close();
});

function isConnected(patienceMs?: number): Promise<boolean> {
  const { stasis_app_name: name } = config.credentials;
  return eventually(
    () => Promise.resolve(pbx.events.has(name)),
    (isThere) => isThere,
    patienceMs,
  );
}

interface Bound {
  number: { id: number; organization_id?: number };
  workflow: { id: number };
}

async function bind(address: string, fields: object): Promise<Bound> {
  const workflow = await createWorkflow(api, { name: `Answers ${address}`, ...fields });
  const number = created(
    await api.post(numbersOf(config.id), { address, inbound_workflow_id: workflow.id }),
  ) as Bound['number'];
  pbx.addExtension(address, config.credentials.stasis_app_name);
  return { number, workflow: workflow as { id: number } };
}

async function experienceOf(call: AriCall): Promise<Experience | null> {
  return eventually(
    () => Promise.resolve(call.experience()),
    (experience) => experience !== null,
  );
}

async function recordOf(call: AriCall, isRight: (record: Body) => boolean): Promise<Body> {
  return eventually(async () => {
    const { calls } = (await api.get('/api/v1/calls')).body as { calls: Body[] };
    return calls.find(({ call_id: id }) => id === call.id) ?? {};
  }, isRight);
}

async function expectAllGone(): Promise<void> {
  await eventually(
    () => Promise.resolve([...pbx.switchboard.channels.keys(), ...pbx.switchboard.bridges.keys()]),
    (ids) => ids.length === 0,
  );
}

it('connects a caller with the agent, who learns whose call it is, and remembers how it went', async () => {
  const { number, workflow } = await bind('1001', { target: STREAM });
  const call = pbx.ring('1001', CALLER);
  expect(await experienceOf(call)).toEqual({
    ...STREAM,
    parameters: {
      language: 'de',
      call_id: call.id,
      phone_number_id: String(number.id),
      workflow_id: String(workflow.id),
      organization_id: expect.stringMatching(/^\d+$/),
      from: CALLER,
      to: '1001',
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    },
  });
  call.hangUp();
  await expectAllGone();
  const record = await recordOf(call, ({ state }) => state === 'completed');
  expect(record).toMatchObject({ provider: 'ari', to: '1001', from: CALLER, outcome: 'answered', target: 'stream' });
});

it('finds a number that the dialplan names without its plus', async () => {
  await bind('+14155551234', { target: STREAM });
  pbx.addExtension('14155551234', config.credentials.stasis_app_name);
  expect(await experienceOf(pbx.ring('14155551234', CALLER))).toMatchObject({ parameters: { to: '+14155551234' } });
  pbx.addExtension('s', config.credentials.stasis_app_name);
  expect(await experienceOf(pbx.ring('s', CALLER, ['14155551234']))).toMatchObject({ type: 'stream' });
});

it.each([
  ['forwards', { type: 'dial', to: '+14155550123' }, { type: 'dial', to: '+14155550123', calledAddress: '1002' }],
  [
    'speaks',
    { type: 'say', text: 'Zu & aus', language: 'de-DE' },
    { type: 'say', text: 'Zu & aus', language: 'de-DE' },
  ],
])('%s', async (_what, target, experience) => {
  await bind('1002', { target });
  expect(await experienceOf(pbx.ring('1002', CALLER))).toEqual(experience);
});

it('hands the call to the fallback target when the PBX has no way to the agent', async () => {
  const say = { type: 'say', text: 'Please call again.', language: 'en-US' };
  await bind('1003', { target: STREAM, fallback_target: say });
  pbx.switchboard.mediaConnections.delete('agent');
  const call = pbx.ring('1003', CALLER);
  expect(await experienceOf(call)).toEqual(say);
  expect(await recordOf(call, ({ outcome }) => outcome !== undefined)).toMatchObject({ target: 'say' });
});

it('tells a caller whose number nobody has', async () => {
  pbx.addExtension('1004', config.credentials.stasis_app_name);
  const call = pbx.ring('1004', CALLER);
  expect(await experienceOf(call)).toEqual(NEUTRAL_SENTENCE);
  expect(await recordOf(call, ({ outcome }) => outcome !== undefined)).toMatchObject({
    outcome: 'refused',
    reason: 'number_unknown',
  });
});

it('goes on with calls of a replica that has gone', async () => {
  await bind('1005', { target: STREAM });
  const call = pbx.ring('1005', CALLER);
  await experienceOf(call);
  const [first] = apps;
  if (!first) throw new Error('no instance');
  await start(first);
  apps.splice(0, 1);
  await first.stop({ keepDatabase: true });
  await isConnected(TURN_MS);
  expect(call.isOver).toBe(false);
  call.hangUp();
  await expectAllGone();
}, 40_000);
