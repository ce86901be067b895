import fc from 'fast-check';
import type { AriCall } from '../../../../test/support/carriers/ari-call.js';
import { AriLoopback } from '../../../../test/support/carriers/ari-loopback.js';
import type { Experience } from '../../../../test/support/carriers/inbound-caller.js';
import { eventually } from '../../../../test/support/eventually.js';
import type { CallAction } from '../../contract/inbound/call-action.js';
import type { ControlMeans } from '../../contract/inbound/call-control.js';
import type { CallState, InboundEvent } from '../../contract/inbound/inbound-event.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { AriModule } from './ari.module.js';
import { AriProvider } from './ari.provider.js';

const USER = 'canary-user';
const PASSWORD = 'canary:password ü';
const APP = 'dialplane_0123456789ab';
const TOKEN = `${'e'.repeat(36)}.${'y'.repeat(200)}.${'J-_'.repeat(14)}`;
const STREAM: CallAction = {
  type: 'stream',
  url: 'wss://agent.example.com/media?tenant=7',
  parameters: { language: 'de', call_id: 'x', from: '+14155550100', token: TOKEN },
};
const DIAL: CallAction = { type: 'dial', to: '+14155550123', calledAddress: '+14155551234' };
const SAY: CallAction = { type: 'say', text: 'Grüße, "Sie" & (wir)\n${EXTEN}, 100 %', language: 'de-DE' };

let pbx: AriLoopback;
let provider: AriProvider;
let close: () => Promise<void>;
let stop: AbortController;
let held: Promise<unknown>;
/** What is done with calls; replaced by tests. */
let decide: (means: ControlMeans) => Promise<void>;
let states: (CallState | null)[];
let faults: unknown[];
let working: Promise<void>[];

beforeEach(async () => {
  pbx = await new AriLoopback().listen();
  pbx.addUser(USER, PASSWORD);
  pbx.addExtension('1000', APP);
  pbx.switchboard.mediaConnections.set('agent', 'answers');
  pbx.switchboard.dialplan.set('_+X.@dialplane-dial', 'answers');
  pbx.switchboard.dialplan.set('sip@dialplane-dial', 'answers');
  ({ provider, close } = await openProvider(AriModule, AriProvider, {}));
  [states, faults, working] = [[], [], []];
  await connect();
});

afterEach(async () => {
  stop.abort();
  await held;
  // What is still under way belongs to this test.
  await Promise.all(working);
  await close();
  await pbx.close();
});

function credentials(changes: object = {}): Record<string, string | null> {
  const fields = { ari_endpoint: pbx.baseUrl, app_name: USER, app_password: PASSWORD, ws_client_name: 'agent' };
  return { ...fields, stasis_app_name: APP, ...changes };
}

function means(callId: string, changes: object = {}): ControlMeans {
  return { credentials: credentials(changes), context: { callId, statusUrl: '' }, signal: inTime() };
}

/** Holds the connection and does with its events what the service does. */
async function connect(): Promise<void> {
  stop = new AbortController();
  const { promise: up, resolve: onUp } = Promise.withResolvers<void>();
  const onEvent = (event: InboundEvent): void => {
    if (event.kind !== 'call' && event.state !== null) states.push(event.state);
    if (event.kind === 'status') return;
    const of = means(event.callId);
    const work = event.kind === 'call' ? decide(of) : provider.control.proceed(event, of);
    working.push(work.catch((error: unknown) => void faults.push(error)));
  };
  held = provider.connection.hold(credentials(), { onUp, onEvent }, stop.signal);
  await up;
}

function answerWith(action: CallAction): void {
  decide = (of) => provider.control.begin(action, of);
}

async function experienceOf(call: AriCall): Promise<Experience | null> {
  return eventually(
    () => Promise.resolve(call.experience()),
    (experience) => experience !== null,
  );
}

/** Nothing is left of any call, and nothing went wrong. */
async function expectAllGone(): Promise<void> {
  const left = (): Promise<string[]> =>
    Promise.resolve([...pbx.switchboard.channels.keys(), ...pbx.switchboard.bridges.keys()]);
  await eventually(left, (ids) => ids.length === 0);
  await Promise.all(working);
  expect(faults).toEqual([]);
}

describe.each([
  ['stream', STREAM],
  ['dial', DIAL],
])('%s', (_type, action) => {
  it('connects the caller, who hangs up in the end', async () => {
    answerWith(action);
    const call = pbx.ring('1000', '+14155550100');
    expect(await experienceOf(call)).toEqual(action);
    expect(call.isRinging).toBe(false);
    call.hangUp();
    await expectAllGone();
    await eventually(
      () => Promise.resolve(states),
      (seen) => seen.length === 2,
    );
    expect(states).toEqual(['in_progress', 'completed']);
  });

  it('ends the call when the other side hangs up', async () => {
    answerWith(action);
    const call = pbx.ring('1000', '+14155550100');
    await experienceOf(call);
    call.hangUpPartner();
    await expectAllGone();
  });

  it('is cleaned up by whoever holds the connection next', async () => {
    answerWith(action);
    const call = pbx.ring('1000', '+14155550100');
    await experienceOf(call);
    stop.abort();
    await held;
    await connect();
    call.hangUp();
    await expectAllGone();
    // The end can be told twice when it falls into the look at what was missed.
    expect([...new Set(states)]).toEqual(['in_progress', 'completed']);
  });

  it('leaves nothing behind when the caller hangs up at any time', async () => {
    answerWith(action);
    for (let patience = 0; patience < 12; patience += 1) {
      const call = pbx.ring('1000', '+14155550100');
      for (let turn = 0; turn < patience * 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      call.hangUp();
    }
    await eventually(
      () => Promise.resolve([...pbx.switchboard.channels.keys(), ...pbx.switchboard.bridges.keys()]),
      (ids) => ids.length === 0,
    );
  });
});

describe('stream', () => {
  it('answers only when the agent is there, and gives the call back to the dialplan when it is not', async () => {
    pbx.switchboard.mediaConnections.set('agent', 'is away');
    answerWith(STREAM);
    const call = pbx.ring('1000', '+14155550100');
    expect(await experienceOf(call)).toEqual({ type: 'error', why: 'not answered' });
    expect(pbx.count({ path: /\/continue$/ })).toBe(1);
    await expectAllGone();
  });

  it.each([
    ['an unknown connection', { ws_client_name: 'unknown' }, 'provider_unreachable'],
    ['no connection', { ws_client_name: null }, 'provider_refused'],
    ['a wrong password', { app_password: 'wrong' }, 'provider_unauthorized'],
  ])('%s is a fault, and the call still waits', async (_what, changes, code) => {
    let fault: unknown;
    decide = async ({ context }) => {
      fault = await faultOf(provider.control.begin(STREAM, means(context.callId, changes)));
      await provider.control.begin(SAY, means(context.callId));
    };
    expect(await experienceOf(pbx.ring('1000', '+14155550100'))).toEqual(SAY);
    expect(fault).toMatchObject({ code });
    await expectAllGone();
  });

  it('is made once when the PBX has made it without saying so', async () => {
    pbx.resetMidBody({ match: { path: /externalMedia$/ }, times: 1 });
    answerWith(STREAM);
    const call = pbx.ring('1000', '+14155550100');
    expect(await experienceOf(call)).toEqual(STREAM);
    call.hangUp();
    await expectAllGone();
  });

  it('is dropped when nobody can know whether it was made, so that what comes instead is alone', async () => {
    pbx.switchboard.mediaConnections.set('agent', 'is slow');
    pbx.resetMidBody({ match: { path: /externalMedia$/ } });
    decide = async (of) => {
      await faultOf(provider.control.begin(STREAM, of));
      await provider.control.begin(DIAL, of);
    };
    const call = pbx.ring('1000', '+14155550100');
    expect(await experienceOf(call)).toEqual(DIAL);
    call.hangUp();
    await expectAllGone();
  });

  it('ends the call when it cannot be put together', async () => {
    pbx.fail({ status: 500, match: { path: /\/addChannel$/ } });
    answerWith(STREAM);
    expect(await experienceOf(pbx.ring('1000', '+14155550100'))).toEqual({ type: 'error', why: 'cut off' });
    await eventually(
      () => Promise.resolve(pbx.switchboard.channels.size + pbx.switchboard.bridges.size),
      (count) => count === 0,
    );
    await Promise.all(working);
    expect(faults).toMatchObject([{ code: 'provider_unreachable' }]);
  });

  it('tells the agent everything, whatever it says', async () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
    const parameters = fc.dictionary(name, fc.string({ unit: 'grapheme' }), { maxKeys: 8, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(parameters, async (own) => {
        const action = { ...STREAM, parameters: { ...own, token: TOKEN } };
        answerWith(action);
        const call = pbx.ring('1000', '+14155550100');
        expect(await experienceOf(call)).toEqual(action);
        call.hangUp();
      }),
      { numRuns: 15 },
    );
  });
});

describe('dial', () => {
  it.each([
    ['sip:bob@example.com;transport=tcp', '1000'],
    ['sips:bob@[2001:db8::1]:5061', 'reception'],
  ])('goes to %s, showing %s', async (to, calledAddress) => {
    const action: CallAction = { type: 'dial', to, calledAddress };
    answerWith(action);
    expect(await experienceOf(pbx.ring('1000', '+14155550100'))).toEqual(action);
  });

  it('shows no SIP URI as the number that was called', async () => {
    answerWith({ ...DIAL, calledAddress: 'sip:us@example.com' });
    expect(await experienceOf(pbx.ring('1000', '+14155550100'))).toEqual({ ...DIAL, calledAddress: '' });
  });

  it('lets the caller hear ringing, and answers when the other party does', async () => {
    pbx.switchboard.dialplan.set('_+X.@dialplane-dial', 'rings');
    answerWith(DIAL);
    const call = pbx.ring('1000', '+14155550100');
    await eventually(
      () => Promise.resolve(call.isRinging),
      (isRinging) => isRinging,
    );
    expect(call.isAnswered).toBe(false);
    call.hangUp();
    await expectAllGone();
    expect(states).toEqual(['canceled']);
  });

  it('gives the call back to the dialplan when the other party is busy', async () => {
    pbx.switchboard.dialplan.set('_+X.@dialplane-dial', 'busy');
    answerWith(DIAL);
    expect(await experienceOf(pbx.ring('1000', '+14155550100'))).toEqual({ type: 'error', why: 'not answered' });
    await expectAllGone();
  });

  it.each([
    ['the dialplan has no way out', DIAL, /dialplane-dial/],
    ['the URI could not be handed to it', { ...DIAL, to: 'sip:a&b@example.com' }, /SIP URI apart/],
  ])('is refused at once when %s', async (_why, action, message) => {
    pbx.switchboard.dialplan.delete('_+X.@dialplane-dial');
    let fault: Error | undefined;
    decide = async (of) => {
      fault = await faultOf(provider.control.begin(action, of));
      await provider.control.hangUp(of);
    };
    await experienceOf(pbx.ring('1000', '+14155550100'));
    expect(fault).toMatchObject({ code: 'provider_refused', message: expect.stringMatching(message) });
    expect(pbx.count({ path: /-dial-/, method: 'POST' })).toBe(0);
  });
});

describe('say', () => {
  it('leaves the speaking to the dialplan after Stasis(), word for word', async () => {
    answerWith(SAY);
    expect(await experienceOf(pbx.ring('1000', '+14155550100'))).toEqual(SAY);
    await expectAllGone();
    await eventually(
      () => Promise.resolve(states),
      (seen) => seen.length === 2,
    );
    expect(states).toEqual(['in_progress', 'completed']);
  });

  it('is refused when the caller is gone', async () => {
    expect((await faultOf(provider.control.begin(SAY, means('1764000000.99')))).code).toBe('provider_refused');
  });
});

describe('a connection that comes back', () => {
  const nothing = (): Promise<void> => Promise.resolve();

  async function reconnect(meanwhile: () => void): Promise<void> {
    stop.abort();
    await held;
    await eventually(
      () => Promise.resolve(pbx.events.size),
      (size) => size === 0,
    );
    await Promise.all(working);
    meanwhile();
    await connect();
  }

  it('takes up a caller whom nobody had answered', async () => {
    decide = nothing;
    const call = pbx.ring('1000', '+14155550100', ['+14155551234', 'vip']);
    await reconnect(() => answerWith(STREAM));
    expect(await experienceOf(call)).toEqual(STREAM);
  });

  it.each([STREAM, DIAL])('takes away what was made for a caller who left meanwhile', async (action) => {
    answerWith(action);
    const call = pbx.ring('1000', '+14155550100');
    await experienceOf(call);
    await reconnect(() => call.hangUp());
    await expectAllGone();
    expect(states).toEqual(['in_progress', 'completed']);
  });

  it.each([STREAM, DIAL])('answers a caller for whom somebody has come meanwhile', async (action) => {
    decide = nothing;
    const call = pbx.ring('1000', '+14155550100');
    stop.abort();
    await held;
    await provider.control.begin(action, means(call.id));
    await eventually(
      () => Promise.resolve([...pbx.switchboard.channels.values()].filter(({ state }) => state === 'Up').length),
      (count) => count === 1,
    );
    await connect();
    expect(await experienceOf(call)).toEqual(action);
  });

  it('leaves those alone who are connected', async () => {
    answerWith(STREAM);
    const call = pbx.ring('1000', '+14155550100');
    await experienceOf(call);
    decide = nothing;
    await reconnect(() => pbx.forgetRequests());
    await eventually(
      () => Promise.resolve(pbx.count({ path: new RegExp(`/channels/${call.id}$`) })),
      (count) => count === 1,
    );
    expect(pbx.counters.writes).toBe(0);
    expect(call.isOver).toBe(false);
  });
});

describe('hanging up', () => {
  it('ends a call, and does nothing to one that is over', async () => {
    decide = (of) => provider.control.hangUp(of);
    const call = pbx.ring('1000', '+14155550100');
    expect(await experienceOf(call)).toEqual({ type: 'error', why: 'not answered' });
    await provider.control.hangUp(means(call.id));
    await expectAllGone();
  });
});

it('does nothing for steps that are not its own', async () => {
  const step = { kind: 'step', accountId: '', callId: '1', step: 'other', memo: null, state: null } as const;
  await provider.control.proceed({ ...step, durationSeconds: null }, means('1'));
  expect(pbx.counters.total).toBe(0);
});

it.each(CARRIER_FAULTS)('a fault: %s', async (what, fail, code) => {
  decide = () => Promise.resolve();
  const call = pbx.ring('1000', '+14155550100');
  await eventually(
    () => Promise.resolve(working.length),
    (count) => count === 1,
  );
  fail(pbx);
  const of = (): ControlMeans => ({
    ...means(call.id),
    signal: AbortSignal.timeout(what === 'a hang' ? 150 : 5_000),
  });
  const fault = await faultOf(provider.control.begin(STREAM, of()));
  expect(fault.code).toBe(code);
  for (const secret of [USER, PASSWORD, APP, TOKEN, btoa(unescape(encodeURIComponent(`${USER}:${PASSWORD}`)))]) {
    expect(everythingIn(fault)).not.toContain(secret);
  }
});
