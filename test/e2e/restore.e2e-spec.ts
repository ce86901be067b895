import fc from 'fast-check';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount } from '../support/carrier-account.js';
import type { LoopbackCarrier } from '../support/carriers/loopback-carrier.js';
import type { RequestMatch } from '../support/carriers/request-match.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

type View = Readonly<Record<string, unknown>>;

/** A record at the carrier: the settings that decide who answers, which we may change, and all the others, which we may not. */
interface WatchedRecord {
  view(): View;
  rest(): object;
  /** What the view is once it is ours. */
  ours(): View;
  /** What it is when it goes nowhere. */
  readonly released: View;
  /** Somebody sets it, in the carrier's console. */
  edit(settings: View): void;
}

interface Stage {
  readonly account: CarrierAccount;
  /** Makes the first settings, and the later ones, of each record. */
  readonly edits: readonly fc.Arbitrary<View>[];
  readonly records: readonly WatchedRecord[];
}

const ANSWER = 'https://calls.example.com/api/v1/telephony/inbound';
const FALLBACK = 'https://calls.example.com/api/v1/telephony/inbound/fallback';

const method = fc.constantFrom('GET', 'POST');
const theirUrl = fc.integer({ min: 1, max: 4 }).map((n) => `https://them.example.net/${n}`);

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  api = await app.organization('Acme');
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

function split(whole: object, names: readonly string[]): { view: View; rest: object } {
  const isTouched = ([name]: [string, unknown]): boolean => names.includes(name);
  const entries = Object.entries(whole);
  const view = {
    ...Object.fromEntries(names.map((name) => [name, null])),
    ...Object.fromEntries(entries.filter(isTouched)),
  };
  return { view, rest: Object.fromEntries(entries.filter((entry) => !isTouched(entry))) };
}

function twilioStage(): Stage {
  const { twilio } = sandbox;
  const account = openAccount(sandbox, 'twilio');
  const [address = ''] = account.addresses;
  const trunks = ['one', 'two'].map((name) => twilio.addTrunk(account.id, name));
  const applications = ['a', 'b'].map((name) => twilio.addApplication(account.id, { friendly_name: name }).sid);
  const released: View = {
    voice_url: '',
    voice_method: 'POST',
    voice_fallback_url: '',
    voice_fallback_method: 'POST',
    voice_application_sid: '',
    trunk_sid: null,
  };
  const names = Object.keys(released);
  const url = fc.record({ voice_url: theirUrl, voice_method: method });
  const urls = fc.record({ voice_url: theirUrl, voice_fallback_url: theirUrl, voice_fallback_method: method });
  // Twilio keeps one of the two and drops the other.
  const trunk = fc.constantFrom(...trunks).map((sid) => ({ trunk_sid: sid, voice_application_sid: '' }));
  const application = fc.constantFrom(...applications).map((sid) => ({ voice_application_sid: sid, trunk_sid: null }));
  return {
    account,
    edits: [fc.oneof(url, urls, trunk, application, fc.record({ voice_method: method }))],
    records: [
      {
        view: () => split(twilio.number(address), names).view,
        rest: () => ({ ...split(twilio.number(address), names).rest, date_updated: null }),
        ours: () => ({ ...released, voice_url: `${ANSWER}/twilio`, voice_fallback_url: FALLBACK }),
        released,
        edit: (settings) => twilio.editNumber(address, settings),
      },
    ],
  };
}

function plivoStage(): Stage {
  const { plivo } = sandbox;
  const opened = openAccount(sandbox, 'plivo');
  const [address = ''] = opened.addresses;
  const { app_id: appId } = plivo.addApplication(opened.id, {
    app_name: 'named',
    answer_url: 'https://them.example.net/0',
  });
  const others = ['one', 'two'].map(
    (name) => plivo.addApplication(opened.id, { app_name: name, answer_url: `https://${name}.example.net/` }).app_id,
  );
  const account = { ...opened, credentials: { ...opened.credentials, application_id: appId } };
  const names = ['answer_url', 'answer_method', 'fallback_answer_url', 'fallback_method'];
  return {
    account,
    edits: [
      fc.record({ appId: fc.constantFrom(null, plivo.addTrunk(opened.id), ...others) }),
      fc.oneof(
        fc.record({ answer_url: theirUrl, answer_method: method }),
        fc.record({ fallback_answer_url: fc.oneof(theirUrl, fc.constant('')), fallback_method: method }),
      ),
    ],
    records: [
      {
        view: () => split(plivo.number(address), ['appId']).view,
        rest: () => split(plivo.number(address), ['appId']).rest,
        ours: () => ({ appId }),
        released: { appId: null },
        edit: (settings) => plivo.editNumber(address, settings),
      },
      {
        view: () => split(plivo.application(opened.id, appId), names).view,
        rest: () => split(plivo.application(opened.id, appId), names).rest,
        ours: () => ({
          answer_url: `${ANSWER}/plivo`,
          answer_method: 'POST',
          fallback_answer_url: FALLBACK,
          fallback_method: 'POST',
        }),
        released: {
          answer_url: 'https://released.invalid/',
          answer_method: 'POST',
          fallback_answer_url: '',
          fallback_method: 'POST',
        },
        edit: (settings) => plivo.editApplication(opened.id, appId, settings),
      },
    ],
  };
}

/** Plivo again, with an application that Dialplane makes: it is ours, so only the number is given back. */
function plivoStageOfOurs(): Stage {
  const { plivo } = sandbox;
  const account = openAccount(sandbox, 'plivo');
  const [address = ''] = account.addresses;
  const others = ['one', 'two'].map(
    (name) => plivo.addApplication(account.id, { app_name: name, answer_url: `https://${name}.example.net/` }).app_id,
  );
  const made = (): string | undefined =>
    plivo.applications(account.id).find(({ app_name: name }) => name.startsWith('dialplane-'))?.app_id;
  return {
    account,
    edits: [fc.record({ appId: fc.constantFrom(null, ...others) })],
    records: [
      {
        view: () => split(plivo.number(address), ['appId']).view,
        rest: () => split(plivo.number(address), ['appId']).rest,
        ours: () => ({ appId: made() }),
        released: { appId: null },
        edit: (settings) => plivo.editNumber(address, settings),
      },
    ],
  };
}

const VONAGE_HOOKS = ['answer_url', 'fallback_answer_url', 'event_url'];

function vonageStage(): Stage {
  const { vonage } = sandbox;
  const account = openAccount(sandbox, 'vonage');
  const [address = ''] = account.addresses;
  const { id, applicationId } = { id: account.id, applicationId: account.applicationId ?? '' };
  const others = ['one', 'two'].map((name) => vonage.addApplication(id, { name }).id);
  const released = { app_id: null, voiceCallbackType: null, voiceCallbackValue: null };
  const forward = fc.constantFrom(
    { voiceCallbackType: 'tel', voiceCallbackValue: '14155550199' },
    { voiceCallbackType: 'sip', voiceCallbackValue: 'sip:desk@pbx.example.net' },
    { voiceCallbackType: null, voiceCallbackValue: null },
  );
  type Voice = { webhooks?: Record<string, unknown>; signed_callbacks?: boolean };
  const voice = (): Voice => (vonage.application(id, applicationId).capabilities['voice'] ?? {}) as Voice;
  const hook = fc.record({ address: theirUrl, http_method: method });
  const silent = Object.fromEntries(VONAGE_HOOKS.map((name) => [name, null]));
  return {
    account,
    edits: [
      fc.oneof(forward, fc.record({ app_id: fc.constantFrom(null, ...others) })),
      fc.oneof(
        fc.record({ answer_url: hook, event_url: fc.option(hook) }),
        fc.record({ fallback_answer_url: fc.option(hook) }),
        fc.record({ signed_callbacks: fc.boolean() }),
      ),
    ],
    records: [
      {
        view: () => split(vonage.number(address), Object.keys(released)).view,
        rest: () => split(vonage.number(address), Object.keys(released)).rest,
        ours: () => ({ ...released, app_id: applicationId }),
        released,
        edit: (settings) => {
          vonage.editNumber(address, (number) => {
            const entries = Object.entries({ ...number, ...settings }).filter(([, value]) => value !== null);
            return Object.fromEntries(entries) as unknown as typeof number;
          });
        },
      },
      {
        view: () => ({ ...silent, ...voice().webhooks, signed_callbacks: voice().signed_callbacks ?? null }),
        rest: () => ({ ...vonage.application(id, applicationId), capabilities: null }),
        ours: () => ({
          answer_url: { address: `${ANSWER}/vonage`, http_method: 'POST' },
          fallback_answer_url: { address: FALLBACK, http_method: 'POST' },
          event_url: { address: 'https://calls.example.com/api/v1/telephony/vonage/events', http_method: 'POST' },
          signed_callbacks: true,
        }),
        released: { ...silent, signed_callbacks: true },
        edit: (settings) => {
          const { signed_callbacks: signed, ...hooks } = { ...voice().webhooks, ...settings } as Record<
            string,
            unknown
          >;
          const webhooks = Object.fromEntries(Object.entries(hooks).filter(([, value]) => value !== null));
          // Vonage signs unless it is told not to.
          const capability = { ...voice(), signed_callbacks: signed ?? voice().signed_callbacks ?? true, webhooks };
          vonage.editApplication(id, applicationId, { capabilities: { voice: capability } });
        },
      },
    ],
  };
}

/** What may go wrong once; whether a breaker opens is another test, so most of these are the carrier's refusals. */
const FAULTS: Readonly<Record<string, (carrier: LoopbackCarrier, match: RequestMatch) => void>> = {
  '400': (carrier, match) => carrier.fail({ status: 400, match, times: 1 }),
  '401': (carrier, match) => carrier.fail({ status: 401, match, times: 1 }),
  '429': (carrier, match) => carrier.rateLimit({ retryAfterSeconds: 60, match, times: 1 }),
  'half an answer': (carrier, match) => carrier.malformedJson({ match, times: 1 }),
  'lost answer': (carrier, match) => carrier.fail({ status: 400, match, times: 1, afterApplying: true }),
  'a reset': (carrier, match) => carrier.resetMidBody({ match, times: 1 }),
};

const READ = { method: 'GET' };
const NUMBER_WRITE = { method: 'POST', path: /IncomingPhoneNumbers\/|\/Number\/|\/number\/update/ };
const APPLICATION_WRITE = { method: /POST|PUT/, path: /pplication/ };

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('bind' as const, 'unbind' as const, 'sync' as const) },
  { weight: 2, arbitrary: fc.record({ record: fc.nat(), setting: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      fault: fc.constantFrom(...Object.keys(FAULTS)),
      on: fc.constantFrom(READ, NUMBER_WRITE, APPLICATION_WRITE),
    }),
  },
);

const story = fc.record({
  start: fc.array(fc.nat(), { maxLength: 6 }),
  steps: fc.array(step, { maxLength: 12 }),
  end: fc.constantFrom('unbind' as const, 'delete' as const),
});

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What must be there again, by record: kept up to date by looking at the carrier before each of our acts. */
class Expectation {
  private former: View | null = null;

  constructor(private readonly record: WatchedRecord) {}

  isOurs(view = this.record.view()): boolean {
    return same(sorted(view), sorted(this.record.ours()));
  }

  /** Before an act that attaches: what is not ours alone is theirs from now on. */
  noteBeforeAttaching(): void {
    const view = this.record.view();
    if (this.isOurs(view)) return;
    const theirs = Object.entries(view).filter(([name]) => !this.isSurelyOurs(view, name));
    this.former = { ...this.former, ...Object.fromEntries(theirs) };
  }

  /** What is there after a release that worked. */
  afterRelease(before: View): View {
    const former: View = { ...this.record.released, ...this.former };
    if (this.isOurs(before)) return former;
    if (this.former === null) return before;
    // What somebody else has set stays; a URL or id of ours beside it goes.
    const names = Object.keys(before);
    return Object.fromEntries(
      names.map((name) => [name, this.isSurelyOurs(before, name) ? (former[name] ?? null) : before[name]]),
    );
  }

  private isSurelyOurs(view: View, name: string): boolean {
    const ours = this.record.ours();
    // A method is worth nothing without its URL.
    const url = name.replace(/_method$/, '_url');
    const decisive = url in view ? url : name;
    return isTelling(view[decisive]) && same(view[decisive], ours[decisive]);
  }

  forget(): void {
    this.former = null;
  }
}

/** A URL or an id, which nobody else would set by chance. */
function isTelling(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return true;
  return typeof value === 'string' && !['GET', 'POST', ''].includes(value);
}

function sorted(view: View): View {
  return Object.fromEntries(Object.entries(view).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

async function play(openStage: () => Stage, { start, steps, end }: Story): Promise<void> {
  const { account, records, edits } = openStage();
  const [address = ''] = account.addresses;
  const edit = (record: number, setting: number): void => {
    const index = record % records.length;
    const [settings] = fc.sample(edits[index] as fc.Arbitrary<View>, { numRuns: 1, seed: setting });
    records[index]?.edit(settings ?? {});
  };
  start.forEach((setting, record) => edit(record, setting));
  const initial = records.map(({ view }) => view());
  const rest = records.map((record) => record.rest());
  const registered = await registerAccount(api, account);
  const expectations = records.map((record) => new Expectation(record));
  const { id } = await registered.add(address, { bound: false });
  const path = `${registered.numbers}/${id}`;
  let isBound = false;
  let isEdited = false;

  const attach = async (act: () => Promise<ApiResponse>): Promise<void> => {
    expectations.forEach((expectation) => expectation.noteBeforeAttaching());
    const { body } = await act();
    if (body.provider_sync.ok) expect(expectations.map((each) => each.isOurs())).toEqual(records.map(() => true));
  };
  const release = async (act: () => Promise<ApiResponse>, isHealthy: boolean): Promise<void> => {
    const before = records.map(({ view }) => view());
    const wanted = expectations.map((expectation, index) => sorted(expectation.afterRelease(before[index] ?? {})));
    const { body } = await act();
    if (isHealthy) expect(body.provider_sync).toMatchObject({ ok: true });
    records.forEach((record, index) => {
      const after = sorted(record.view());
      const allowed = body.provider_sync.ok ? [wanted[index]] : [wanted[index], sorted(before[index] ?? {})];
      expect(allowed).toContainEqual(after);
    });
    if (body.provider_sync.ok) expectations.forEach((expectation) => expectation.forget());
  };

  for (const done of steps) {
    if (typeof done === 'object') {
      if ('fault' in done) FAULTS[done.fault]?.(account.carrier, done.on);
      else {
        isEdited = true;
        edit(done.record, done.setting);
      }
      continue;
    }
    if (done === 'bind') {
      const bind = (): Promise<ApiResponse> => api.put(path, { inbound_workflow_id: registered.workflowId });
      if (!isBound) await attach(bind);
      isBound = true;
    } else if (done === 'unbind') {
      if (isBound) await release(() => api.patch(path, { inbound_workflow_id: null }), false);
      isBound = false;
    } else if (isBound) await attach(() => api.post(`${path}/sync`));
    else await release(() => api.post(`${path}/sync`), false);
    expect(records.map((record) => record.rest())).toEqual(rest);
  }

  account.carrier.clearFaults();
  if (end === 'delete') await release(() => api.delete(path), true);
  else {
    await api.put(path, { clear_inbound_workflow: true });
    await release(() => api.post(`${path}/sync`), true);
  }
  expect(records.map((record) => record.rest())).toEqual(rest);
  if (!isEdited) expect(records.map(({ view }) => sorted(view()))).toEqual(initial.map(sorted));
}

describe('whatever happens in between, a release gives back what was there', () => {
  it.each([
    ['twilio', twilioStage, 14],
    ['plivo, with an application of the user’s', plivoStage, 14],
    ['plivo, with an application of ours', plivoStageOfOurs, 6],
    ['vonage', vonageStage, 14],
  ] as const)(
    'on %s',
    async (_name, openStage, numRuns) => {
      await fc.assert(
        fc.asyncProperty(story, (told) => play(openStage, told)),
        { numRuns, interruptAfterTimeLimit: 50_000 },
      );
    },
    120_000,
  );
});
