import fc from 'fast-check';
import type { SentWebhook } from '../../../../test/support/carriers/inbound-caller.js';
import type { TelnyxCall } from '../../../../test/support/carriers/telnyx-call.js';
import type { TelnyxCalls } from '../../../../test/support/carriers/telnyx-calls.js';
import { telnyxInbound } from '../../../../test/support/carriers/telnyx-inbound.js';
import { TelnyxLoopback } from '../../../../test/support/carriers/telnyx-loopback.js';
import { newTelnyxSigningKey } from '../../../../test/support/carriers/telnyx-signing-keys.js';
import type { CarrierAccount } from '../../../../test/support/carrier-account.js';
import type { CallAction } from '../../contract/inbound/call-action.js';
import type { ControlMeans } from '../../contract/inbound/call-control.js';
import type { CallStep } from '../../contract/inbound/inbound-event.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { TelnyxModule } from './telnyx.module.js';
import { TelnyxProvider } from './telnyx.provider.js';

const API_KEY = 'KEYcanaryOfTelnyx0002';
const PUBLIC_KEY = newTelnyxSigningKey();
const CREDENTIALS = { api_key: API_KEY, webhook_public_key: PUBLIC_KEY };
const OUR_URL = 'https://dialplane.example/api/v1/telephony/inbound/telnyx';
const NUMBER = '+14155551234';
const CALLER = '+35319605860';

const TOKEN = `${'e'.repeat(36)}.${'y'.repeat(180)}.${'s'.repeat(43)}`;
const STREAM: CallAction = {
  type: 'stream',
  url: 'wss://agent.example.com/media?tenant=1&x=ü',
  parameters: { token: TOKEN, note: 'ünï "quoted" <&> \u{1f600}\n', empty: '', __proto__x: '1' },
};
const DIAL: CallAction = { type: 'dial', to: '+442079460958', calledAddress: NUMBER };
const SAY: CallAction = { type: 'say', text: 'Wir haben <geschlossen> & "Ruhe".', language: 'de-DE' };

let carrier: TelnyxLoopback;
let calls: TelnyxCalls;
let account: CarrierAccount;
let provider: TelnyxProvider;
let close: () => Promise<void>;
let lastCall = 0;

beforeEach(async () => {
  carrier = await new TelnyxLoopback().listen();
  carrier.addAccount({ apiKey: API_KEY, publicKey: PUBLIC_KEY });
  carrier.addNumber(API_KEY, { phone_number: NUMBER });
  account = { carrier, id: API_KEY, credentials: CREDENTIALS } as unknown as CarrierAccount;
  calls = carrier.calls(API_KEY);
  ({ provider, close } = await openProvider(TelnyxModule, TelnyxProvider, { TELNYX_API_BASE_URL: carrier.baseUrl }));
  carrier.webhooks.deliver = deliver;
});

afterEach(async () => {
  await carrier.webhooks.idle();
  await close();
  await carrier.close();
});

/** Steps that the provider could not go on with. */
const faults: unknown[] = [];

/** How long a step may take. */
let commandMs: number;

/** Does with a webhook what the application does: reads it, verifies it, goes on. */
async function deliver({ headers, body }: SentWebhook): Promise<number> {
  const request = new InboundRequest('POST', '/', headers, Buffer.from(body));
  const key = { secret: PUBLIC_KEY, credentials: CREDENTIALS };
  if (!provider.webhook.verify(request, key, OUR_URL, Date.now()).isValid) return 403;
  const event = provider.webhook.read(request);
  if (event?.kind === 'step') {
    const inSomeTime = means(event.callId, AbortSignal.timeout(commandMs));
    await provider.control.proceed(event, inSomeTime).catch((error: unknown) => faults.push(error));
  }
  return 200;
}

function means(callId: string, signal = inTime()): ControlMeans {
  return { credentials: CREDENTIALS, context: { callId, statusUrl: OUR_URL }, signal };
}

/** A call that has been announced and waits. */
function ring(): TelnyxCall {
  const callId = `v3:call/${(lastCall += 1)}-MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ`;
  telnyxInbound.call(account, OUR_URL, { callId, from: CALLER, to: NUMBER });
  const call = calls.get(callId);
  if (!call) throw new Error('the call does not ring');
  return call;
}

function sent(): [string | undefined, Record<string, unknown>, number | undefined][] {
  return carrier.requests.map(({ path, body, status }) => [
    path.split('/').at(-1),
    JSON.parse(body) as Record<string, unknown>,
    status,
  ]);
}

function commands(): [string | undefined, number | undefined][] {
  return sent().map(([command, , status]) => [command, status]);
}

async function experienced({ callControlId }: TelnyxCall): Promise<unknown> {
  const experience = await telnyxInbound.experienced?.(account, callControlId);
  await carrier.webhooks.idle();
  return experience;
}

beforeEach(() => {
  faults.length = 0;
  commandMs = 20_000;
});

describe('a stream', () => {
  it('begins with the answer, in both directions, and tells the agent everything', async () => {
    const call = ring();
    await provider.control.begin(STREAM, means(call.callControlId));
    expect(await experienced(call)).toEqual(STREAM);
    expect(commands()).toEqual([['answer', 200]]);
    expect(sent()[0]?.[1]).toMatchObject({
      stream_track: 'inbound_track',
      stream_codec: 'PCMU',
      stream_bidirectional_mode: 'rtp',
      stream_bidirectional_codec: 'PCMU',
      stream_bidirectional_target_legs: 'self',
    });
    expect(call.state).toBe('answered');
  });

  it('hands on parameters of any text', async () => {
    const parameters = fc.dictionary(
      fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
    );
    const property = fc.asyncProperty(parameters, async (told) => {
      const call = ring();
      await provider.control.begin({ ...STREAM, parameters: told }, means(call.callControlId));
      expect(await telnyxInbound.experienced?.(account, call.callControlId)).toEqual({ ...STREAM, parameters: told });
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it.each(['stopped', 'failed'] as const)('is all there is: when it has %s, the call is hung up', async (how) => {
    const call = ring();
    await provider.control.begin(STREAM, means(call.callControlId));
    calls.endStream(call, how);
    await carrier.webhooks.idle();
    expect(call.state).toBe('ended');
    expect(faults).toEqual([]);
  });

  it('ends without a fault when the caller hangs up', async () => {
    const call = ring();
    await provider.control.begin(STREAM, means(call.callControlId));
    calls.end(call, 'normal_clearing', 'caller');
    await carrier.webhooks.idle();
    expect(commands()).toEqual([
      ['answer', 200],
      ['hangup', 422],
    ]);
    expect(faults).toEqual([]);
  });

  it('lasts as long as Telnyx takes its URL', async () => {
    const call = ring();
    const url = `wss://agent.example.com/${'x'.repeat(2_000)}`;
    const fault = await faultOf(provider.control.begin({ ...STREAM, url }, means(call.callControlId)));
    expect(fault.code).toBe('provider_refused');
    expect(call.state).toBe('parked');
    // What answers in its place is another command, also for Telnyx.
    await provider.control.begin(SAY, means(call.callControlId));
    expect(await experienced(call)).toEqual(SAY);
  });
});

describe('a forward', () => {
  it.each(['+442079460958', 'sip:desk@pbx.example.com;transport=tls'])('to %s shows the called number', async (to) => {
    const call = ring();
    await provider.control.begin({ ...DIAL, to }, means(call.callControlId));
    expect(await experienced(call)).toEqual({ ...DIAL, to });
    expect(commands()).toEqual([
      ['answer', 200],
      ['transfer', 200],
    ]);
    expect(call.state).toBe('bridged');
    expect(faults).toEqual([]);
  });

  it.each(['user_busy', 'timeout', 'call_rejected'] as const)('that ends in %s hangs up', async (destination) => {
    calls.destination = destination;
    const call = ring();
    await provider.control.begin(DIAL, means(call.callControlId));
    await carrier.webhooks.idle();
    expect(call.state).toBe('ended');
    expect(commands().at(-1)).toEqual(['hangup', 200]);
  });

  it('hangs up when Telnyx refuses it, and says why', async () => {
    const call = ring();
    await provider.control.begin({ ...DIAL, to: 'sip:nobody' }, means(call.callControlId));
    await carrier.webhooks.idle();
    expect(call.state).toBe('ended');
    expect(faults).toEqual([expect.objectContaining({ code: 'provider_refused' })]);
    expect(everythingIn(faults[0])).not.toContain(API_KEY);
  });

  it('ends without a fault when either side hangs up', async () => {
    const call = ring();
    await provider.control.begin(DIAL, means(call.callControlId));
    await carrier.webhooks.idle();
    calls.end(call, 'normal_clearing', 'caller');
    await carrier.webhooks.idle();
    expect(faults).toEqual([]);
  });
});

describe('a text', () => {
  it('is said when the call is answered, and then the call is hung up', async () => {
    const call = ring();
    await provider.control.begin(SAY, means(call.callControlId));
    expect(await experienced(call)).toEqual(SAY);
    expect(commands()).toEqual([
      ['answer', 200],
      ['speak', 200],
      ['hangup', 200],
    ]);
    expect(sent()[1]?.[1]).toMatchObject({ payload_type: 'text', voice: 'AWS.Polly.Vicki' });
  });

  it('is said by the default voice where Telnyx does not speak the language', async () => {
    const call = ring();
    await provider.control.begin({ ...SAY, language: 'tlh' }, means(call.callControlId));
    expect(await experienced(call)).toEqual({ ...SAY, language: 'en-US' });
  });

  it('hangs up when there is no time left to say it', async () => {
    const call = ring();
    carrier.hang({ match: { path: /speak$/ } });
    commandMs = 100;
    await provider.control.begin(SAY, means(call.callControlId));
    await carrier.webhooks.idle();
    expect(call.state).toBe('ended');
    expect(faults).toEqual([expect.objectContaining({ code: 'provider_unreachable' })]);
  });

  it('hangs up when it cannot be said', async () => {
    const call = ring();
    carrier.fail({ status: 500, match: { path: /speak$/ } });
    await provider.control.begin(SAY, means(call.callControlId));
    await carrier.webhooks.idle();
    expect(call.state).toBe('ended');
    expect(faults).toEqual([expect.objectContaining({ code: 'provider_unreachable' })]);
  });
});

describe('events', () => {
  it.each([
    ['a text', SAY, ['answer', 'speak', 'hangup']],
    ['a forward', DIAL, ['answer', 'transfer']],
  ])('that come twice: %s is done once', async (_, action, expected) => {
    carrier.webhooks.deliver = async (webhook) => {
      await deliver(webhook);
      return deliver(webhook);
    };
    const call = ring();
    await provider.control.begin(action, means(call.callControlId));
    expect(await experienced(call)).toEqual(action);
    expect(call.orders).toHaveLength(1);
    expect([...new Set(commands().map(([command]) => command))]).toEqual(expected);
    expect(faults).toEqual([]);
  });

  it('announced twice, a call is answered once, although its token is another', async () => {
    const call = ring();
    await provider.control.begin(STREAM, means(call.callControlId));
    const again: CallAction = { ...STREAM, parameters: { ...STREAM.parameters, token: 'another' } };
    await provider.control.begin(again, means(call.callControlId));
    expect(call.orders).toHaveLength(1);
    expect(await experienced(call)).toEqual(STREAM);
  });

  it('that come too late do nothing but hang up once more', async () => {
    const late: SentWebhook[] = [];
    carrier.webhooks.deliver = async (webhook) => {
      late.push(webhook);
      return Promise.resolve(200);
    };
    const call = ring();
    await provider.control.begin(SAY, means(call.callControlId));
    calls.end(call, 'originator_cancel', 'caller');
    await carrier.webhooks.idle();
    for (const webhook of late.reverse()) await deliver(webhook);
    expect(call.orders).toEqual([]);
  });

  const step = (changes: Partial<CallStep>): CallStep => ({
    kind: 'step',
    accountId: '1',
    callId: 'v3:x',
    step: 'call.answered',
    memo: null,
    state: null,
    durationSeconds: null,
    ...changes,
  });

  it.each([
    step({ memo: null }),
    step({ memo: 'aGF2ZSBhIG5pY2UgZGF5ID1d' }),
    step({ memo: '' }),
    step({ memo: '%%%' }),
    step({ memo: Buffer.from('{"type":"say"}').toString('base64') }),
    step({ memo: Buffer.from('{"type":"constructor"}').toString('base64') }),
    step({ memo: Buffer.from('["say"]').toString('base64') }),
    step({ memo: Buffer.from('{"type":"said"}').toString('base64') }),
    step({ step: 'call.hangup', memo: Buffer.from('{"type":"stream","parameters":{}}').toString('base64') }),
  ])('of others do nothing: %j', async (of) => {
    await provider.control.proceed(of, means(of.callId));
    expect(carrier.requests).toEqual([]);
  });

  it('whatever the memo, do not throw anything but a carrier fault', async () => {
    const memo = fc.oneof(
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64')),
    );
    const property = fc.asyncProperty(memo, async (text) => {
      await provider.control.proceed(step({ memo: text }), means('v3:x'));
    });
    await fc.assert(property, { numRuns: 500 });
    expect(carrier.requests).toEqual([]);
  });
});

describe('hanging up', () => {
  it('rejects a call that waits', async () => {
    const call = ring();
    await provider.control.hangUp(means(call.callControlId));
    expect(commands()).toEqual([['reject', 200]]);
    expect(await experienced(call)).toEqual({ type: 'error', why: 'the call was ended' });
  });

  it('ends a call that is answered', async () => {
    const call = ring();
    await provider.control.begin(STREAM, means(call.callControlId));
    await provider.control.hangUp(means(call.callControlId));
    expect(call.state).toBe('ended');
  });

  it('is no fault for a call that is over, or that nobody knows any more', async () => {
    const call = ring();
    calls.end(call, 'originator_cancel', 'caller');
    await provider.control.hangUp(means(call.callControlId));
    await provider.control.hangUp(means('v3:long-gone'));
    expect(commands().map(([, status]) => status)).toEqual([422, 422, 422, 422]);
  });
});

describe('commands', () => {
  it('are repeated when they fail in passing, because Telnyx does them once', async () => {
    const call = ring();
    carrier.fail({ status: 503, times: 1 });
    carrier.resetMidBody({ times: 1 });
    await provider.control.begin(SAY, means(call.callControlId));
    expect(await experienced(call)).toEqual(SAY);
    expect(carrier.count({ path: /answer$/ })).toBe(3);
  });

  it('are given up with the time that the carrier leaves', async () => {
    const call = ring();
    carrier.hang();
    const fault = await faultOf(provider.control.begin(SAY, means(call.callControlId, AbortSignal.timeout(100))));
    expect(fault.code).toBe('provider_unreachable');
    carrier.clearFaults();
  });

  it('do not leave the path that is theirs', async () => {
    await faultOf(provider.control.begin(SAY, means('../../phone_numbers/1?x=#')));
    expect(carrier.requests[0]?.path).toBe('/v2/calls/..%2F..%2Fphone_numbers%2F1%3Fx%3D%23/actions/answer');
  });

  it('let no event go anywhere but to the application', async () => {
    const call = ring();
    await provider.control.begin(STREAM, means(call.callControlId));
    await provider.control.hangUp(means(call.callControlId));
    for (const [, body] of sent()) expect(Object.keys(body).filter((name) => /webhook/.test(name))).toEqual([]);
  });

  it.each(CARRIER_FAULTS)('faults: %s', async (what, fail, code) => {
    fail(carrier);
    const call = ring();
    const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
    for (const work of [
      () => provider.control.begin(STREAM, means(call.callControlId, signal)),
      () => provider.control.hangUp(means(call.callControlId, signal)),
    ]) {
      const fault = await faultOf(work());
      expect(fault.code).toBe(code);
      for (const secret of [API_KEY, TOKEN, call.callControlId]) expect(everythingIn(fault)).not.toContain(secret);
    }
    carrier.clearFaults();
  });
});
