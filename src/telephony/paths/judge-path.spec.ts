import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import { judgePath } from './judge-path.js';
import type { JudgedProvider } from './path-case.js';
import type { PathFacts } from './path-facts.js';
import { NEVER_SEEN, seen } from './path-facts.js';
import type { PathLinkName } from './path-link-name.js';

const READ_AT = new Date('2026-03-01T12:00:00Z');
const EARLIER = new Date('2026-03-01T11:00:00Z');
const EARLIEST = new Date('2026-03-01T10:00:00Z');
const WEBHOOKS = {
  answerUrl: 'https://a.example/in',
  fallbackUrl: 'https://a.example/fb',
  statusUrl: 'https://a.example/st',
};
const NUMBER = { app: 'app-1', forward: null, on: true };
const APPLICATION = { url: WEBHOOKS.answerUrl, method: 'POST', signed: true };

/** A carrier that has every link. */
const ACME = {
  metadata: {
    displayName: 'Acme',
    applicationIdField: 'application_id',
    signingSecret: { field: 'secret', warning: 'acme_missing_secret' },
    fields: [{ name: 'secret', label: 'Signing Secret' }],
    capabilities: { ownership: true },
  } as unknown as ProviderMetadata,
  sync: {
    links: { app: 'number_bound_to_application', forward: 'nothing_takes_precedence', on: 'enabled_at_provider' },
    wanted: (_webhooks: unknown, app: string | null) => ({ app, forward: null, on: true }),
  },
  application: {
    links: { url: 'webhook_is_ours', method: 'webhook_is_ours', signed: 'signing_is_on' },
    wanted: ({ answerUrl }: { answerUrl: string }) => ({ url: answerUrl, method: 'POST', signed: true }),
    lifecycle: {},
  },
  provisioning: null,
  connection: null,
} as unknown as JudgedProvider;

const HEALTHY: PathFacts = {
  configurationId: 7,
  phoneNumberId: 12,
  readAt: READ_AT,
  isParked: false,
  hasSigningSecret: true,
  isNumberActive: true,
  workflow: { id: 3, isActive: true },
  applicationId: 'app-1',
  credentials: seen(null, EARLIER),
  connection: NEVER_SEEN,
  number: seen(NUMBER, EARLIER),
  application: seen(APPLICATION, EARLIEST),
  publicUrl: seen({ isReachable: true, reason: null }, EARLIER),
};

const HIDDEN = {
  kind: 'hidden',
  reason: 'provider_unreachable',
  detail: 'Acme could not be reached.',
  at: READ_AT,
} as const;

const judge = (facts: Partial<PathFacts> = {}, provider = ACME, webhooks: typeof WEBHOOKS | null = WEBHOOKS) =>
  judgePath(provider, webhooks, { ...HEALTHY, ...facts });

const linkOf = (verdict: ReturnType<typeof judge>, name: PathLinkName | null) =>
  verdict.links.find(({ link }) => link === name);

const NUMBER_PATH = '/api/v1/organizations/telephony-configs/7/phone-numbers/12';
const SYNC = `POST ${NUMBER_PATH}/sync`;
const PATCH_NUMBER = `PATCH ${NUMBER_PATH}`;
const PATCH_CONFIG = 'PATCH /api/v1/organizations/telephony-configs/7';

describe('the path to a number', () => {
  it('rings when every link holds, as of the oldest fact', () => {
    const { verdict, firstFailure, links, checkedAt } = judge();
    expect({ verdict, firstFailure, checkedAt }).toEqual({ verdict: 'rings', firstFailure: null, checkedAt: EARLIEST });
    expect(links.map(({ link }) => link)).toEqual([
      'configuration_active',
      'credentials_work',
      'number_owned',
      'number_bound_to_application',
      'webhook_is_ours',
      'nothing_takes_precedence',
      'enabled_at_provider',
      'signing_is_on',
      'public_url_reachable',
      'number_active',
      'workflow_active',
    ]);
    for (const link of links) expect(link).toMatchObject({ status: 'ok', reason: null, repair: null });
  });

  it.each<[PathLinkName, string, Partial<PathFacts>, repair: string]>([
    [
      'configuration_active',
      'config_inactive',
      { isParked: true },
      'POST /api/v1/organizations/telephony-configs/7/reactivate',
    ],
    [
      'credentials_work',
      'provider_unauthorized',
      { credentials: seen('provider_unauthorized', EARLIER) },
      PATCH_CONFIG,
    ],
    ['credentials_work', 'credentials_rejected', { credentials: seen('credentials_rejected', EARLIER) }, PATCH_CONFIG],
    ['number_owned', 'not_owned_at_provider', { number: seen(null, EARLIER) }, 'console'],
    ['number_bound_to_application', 'application_missing', { applicationId: null, application: NEVER_SEEN }, SYNC],
    ['number_bound_to_application', 'application_not_found', { application: seen(null, EARLIER) }, PATCH_CONFIG],
    ['number_bound_to_application', 'number_not_linked', { number: seen({ ...NUMBER, app: 'app-2' }, EARLIER) }, SYNC],
    [
      'number_bound_to_application',
      'number_not_linked',
      { number: seen({ ...NUMBER, app: 'app-2', on: false }, EARLIER) },
      SYNC,
    ],
    [
      'webhook_is_ours',
      'webhook_url_differs',
      { application: seen({ ...APPLICATION, url: 'https://b.example' }, EARLIER) },
      SYNC,
    ],
    [
      'webhook_is_ours',
      'webhook_url_differs',
      { application: seen({ ...APPLICATION, url: null, method: 'GET' }, EARLIER) },
      SYNC,
    ],
    [
      'webhook_is_ours',
      'webhook_method_differs',
      { application: seen({ ...APPLICATION, method: 'GET' }, EARLIER) },
      SYNC,
    ],
    [
      'nothing_takes_precedence',
      'other_setting_wins',
      { number: seen({ ...NUMBER, forward: '+14155550199' }, EARLIER) },
      SYNC,
    ],
    ['enabled_at_provider', 'disabled_at_provider', { number: seen({ ...NUMBER, on: false }, EARLIER) }, SYNC],
    [
      'enabled_at_provider',
      'disabled_at_provider',
      { number: seen({ ...NUMBER, app: null, on: false }, EARLIER) },
      SYNC,
    ],
    ['signing_is_on', 'signature_secret_missing', { hasSigningSecret: false }, PATCH_CONFIG],
    [
      'signing_is_on',
      'signing_off_at_provider',
      { application: seen({ ...APPLICATION, signed: false }, EARLIER) },
      SYNC,
    ],
    [
      'public_url_reachable',
      'public_url_unreachable',
      { publicUrl: seen({ isReachable: false, reason: 'public_url_unreachable' }, EARLIER) },
      'operator',
    ],
    [
      'public_url_reachable',
      'public_url_not_us',
      { publicUrl: seen({ isReachable: false, reason: 'public_url_not_us' }, EARLIER) },
      'operator',
    ],
    ['number_active', 'number_inactive', { isNumberActive: false }, PATCH_NUMBER],
    ['workflow_active', 'no_workflow_bound', { workflow: null }, PATCH_NUMBER],
    ['workflow_active', 'workflow_inactive', { workflow: { id: 3, isActive: false } }, 'PATCH /api/v1/workflows/3'],
  ])('fails at %s: %s %j', (link, reason, facts, repair) => {
    const verdict = judge(facts);
    expect(verdict).toMatchObject({ verdict: 'broken', firstFailure: link });
    const failed = linkOf(verdict, link);
    expect(failed).toMatchObject({ status: 'failed', reason });
    const { request, isInConsole } = failed?.repair ?? {};
    expect(request ? `${request.method} ${request.path}` : isInConsole ? 'console' : 'operator').toBe(repair);
  });

  it('judges every link by its own facts, also after one that failed', () => {
    const verdict = judge({
      isParked: true,
      isNumberActive: false,
      number: seen({ ...NUMBER, forward: 'x' }, EARLIER),
    });
    const failed = verdict.links.filter(({ status }) => status === 'failed').map(({ link }) => link);
    expect(failed).toEqual(['configuration_active', 'nothing_takes_precedence', 'number_active']);
    expect(verdict.firstFailure).toBe('configuration_active');
  });

  it.each<[string, Partial<PathFacts>, PathLinkName[], reason: string | null]>([
    ['credentials that were never tried', { credentials: NEVER_SEEN }, ['credentials_work'], null],
    [
      'a number that was never looked at',
      { number: NEVER_SEEN },
      ['number_owned', 'number_bound_to_application', 'nothing_takes_precedence', 'enabled_at_provider'],
      null,
    ],
    [
      'an application that was never looked at',
      { application: NEVER_SEEN },
      ['webhook_is_ours', 'signing_is_on'],
      null,
    ],
    [
      'an application that could not be read',
      { application: HIDDEN },
      ['webhook_is_ours', 'signing_is_on'],
      'provider_unreachable',
    ],
    ['a public URL that was never tried', { publicUrl: NEVER_SEEN }, ['public_url_reachable'], null],
  ])('is unknown with %s', (_what, facts, links, reason) => {
    const verdict = judge(facts);
    expect(verdict).toMatchObject({ verdict: 'unknown', firstFailure: null });
    const unknown = verdict.links.filter(({ status }) => status === 'unknown');
    expect(unknown.map(({ link }) => link)).toEqual(links);
    for (const link of unknown) {
      expect(link).toMatchObject({
        reason,
        repair: { request: { method: 'POST', path: `${NUMBER_PATH}/path/check` } },
      });
    }
    expect(verdict.checkedAt).toEqual(reason === null ? null : EARLIER);
  });

  it('says nothing of the settings of a number that is gone', () => {
    const verdict = judge({ number: seen(null, EARLIER) });
    expect(verdict.firstFailure).toBe('number_owned');
    expect(linkOf(verdict, 'nothing_takes_precedence')).toMatchObject({ status: 'unknown', checkedAt: EARLIER });
  });

  it('takes credentials of which only the application is wrong for working ones', () => {
    const verdict = judge({ credentials: seen('application_not_found', EARLIER) });
    expect(linkOf(verdict, 'credentials_work')).toMatchObject({ status: 'ok' });
    const unread = judge({ credentials: seen('application_not_found', EARLIER), application: NEVER_SEEN });
    expect(unread.firstFailure).toBe('number_bound_to_application');
    expect(linkOf(unread, 'number_bound_to_application')).toMatchObject({ reason: 'application_not_found' });
  });

  it('warns of plain http without failing', () => {
    const verdict = judge({ publicUrl: seen({ isReachable: true, reason: 'public_url_not_https' }, EARLIER) });
    expect(verdict.verdict).toBe('rings');
    expect(linkOf(verdict, 'public_url_reachable')).toMatchObject({ status: 'ok', reason: 'public_url_not_https' });
  });

  it('fails at the public URL while there is none, and cannot tell whose the webhook is', () => {
    const verdict = judge({}, ACME, null);
    expect(verdict).toMatchObject({ verdict: 'broken', firstFailure: 'public_url_reachable' });
    for (const link of ['webhook_is_ours', 'public_url_reachable'] as const) {
      expect(linkOf(verdict, link)).toMatchObject({ reason: 'public_base_url_missing' });
    }
    expect(linkOf(verdict, 'webhook_is_ours')?.status).toBe('unknown');
    expect(linkOf(verdict, 'nothing_takes_precedence')?.status).toBe('ok');
  });

  it('repairs what is set at the carrier by binding a workflow first', () => {
    const verdict = judge({ workflow: null, number: seen({ ...NUMBER, app: null }, EARLIER) });
    expect(linkOf(verdict, 'number_bound_to_application')?.repair?.request).toMatchObject({
      method: 'PATCH',
      path: NUMBER_PATH,
    });
  });

  describe('over a connection of ours', () => {
    const PBX = { ...ACME, connection: {} as JudgedProvider['connection'] };
    const sighting = (isUp: boolean, code: string | null) => ({ connection: seen({ isUp, code }, EARLIER) });

    it.each<[string, Partial<PathFacts>, object]>([
      ['holds while it is open', sighting(true, null), { status: 'ok', reason: null, repair: null }],
      [
        'fails by the code of its end',
        sighting(false, 'acme-unreachable'),
        { status: 'failed', reason: 'acme-unreachable', repair: { request: null, isInConsole: true } },
      ],
      ['is unknown before it was opened', {}, { status: 'unknown', reason: null, checkedAt: null }],
    ])('%s', (_what, facts, expected) => {
      const verdict = judge(facts, PBX);
      expect(linkOf(verdict, 'connection_is_up')).toMatchObject(expected);
      expect(verdict.links.map(({ link }) => link).slice(1, 4)).toEqual([
        'credentials_work',
        'connection_is_up',
        'number_owned',
      ]);
    });
  });

  it.each<[string, Partial<JudgedProvider>, PathLinkName[]]>([
    ['no application', { application: null }, ['number_bound_to_application', 'webhook_is_ours']],
    ['a connection of ours', { connection: {} as JudgedProvider['connection'] }, ['public_url_reachable']],
    [
      'no way to tell what is in the account',
      { metadata: { ...ACME.metadata, capabilities: { ...ACME.metadata.capabilities, ownership: false } } },
      ['number_owned'],
    ],
    [
      'nothing to sign',
      { metadata: { ...ACME.metadata, signingSecret: null }, application: null },
      ['number_bound_to_application', 'webhook_is_ours', 'signing_is_on'],
    ],
  ])('leaves out what a provider does not have: %s', (_what, difference, absent) => {
    const present = judge({}, { ...ACME, ...difference }).links.map(({ link }) => link);
    const all = judge().links.map(({ link }) => link);
    expect(all.filter((link) => !present.includes(link))).toEqual(absent);
  });

  it('has a number that can be made again made by a sync', () => {
    const provider = { ...ACME, provisioning: {} as JudgedProvider['provisioning'] };
    const owned = linkOf(judge({ number: seen(null, EARLIER) }, provider), 'number_owned');
    expect(owned?.repair?.request?.path).toBe(`${NUMBER_PATH}/sync`);
  });
});
