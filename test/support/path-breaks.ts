import { randomUUID } from 'node:crypto';
import type { SettingLink } from '../../src/provider-sync/contract/path-link.js';
import { ProviderError } from '../../src/provider-sync/contract/provider-error.js';
import type { RemoteSettings, SettingValue } from '../../src/provider-sync/contract/remote-settings.js';
import type { PathLinkName } from '../../src/telephony/paths/path-link-name.js';
import { CONFIGS, WORKFLOWS } from './paths.js';
import type { PathRecord, PathSubject } from './path-subject.js';
import { inTenSeconds } from './provider-subject.js';

/** One way to break one link, and no other before it. */
export interface PathBreak {
  what: string;
  /** The code by which it must be named. */
  reason: string;
  begin: () => Promise<unknown>;
  /** What has to happen outside this service before its own repairs help. */
  end?: () => Promise<unknown>;
}

type Breaker = (subject: PathSubject) => Promise<PathBreak[]>;

const ELSEWHERE = 'https://elsewhere.example.net/voice';

/** The ways to break each link, whatever the provider. */
export const PATH_BREAKS: Readonly<Record<PathLinkName, Breaker>> = {
  configuration_active: (subject) =>
    one({
      what: 'the configuration is parked',
      reason: 'config_inactive',
      begin: () => subject.sql('UPDATE telephony_configurations SET inactive_since = now() WHERE id = $1'),
    }),
  credentials_work: ({ account: { carrier } }) =>
    one({
      what: 'the carrier refuses the credentials',
      reason: 'provider_unauthorized',
      begin: () => Promise.resolve(carrier.fail({ status: 401 })),
      end: () => Promise.resolve(carrier.clearFaults()),
    }),
  connection_is_up: (subject) => {
    const reason = `${subject.account.provider}-unreachable`;
    let reconnect: (() => void) | undefined;
    return one({
      what: 'the connection is cut, and no new one is taken',
      reason,
      begin: async () => {
        reconnect = subject.account.disconnect?.();
        await subject.connectionIs('connected_since IS NULL AND last_code = $2', reason);
      },
      end: async () => {
        reconnect?.();
        await subject.connectionIs('connected_since IS NOT NULL');
      },
    });
  },
  number_owned: ({ account, address }) =>
    one({
      what: 'the number is given up',
      reason: 'not_owned_at_provider',
      begin: () => Promise.resolve(account.remove(address)),
      end: () => Promise.resolve(account.putBack?.(address)),
    }),
  number_bound_to_application: async (subject) => [
    ...(await settingBreaks(subject, 'number_bound_to_application', () => 'number_not_linked')),
    ...(await applicationBreaks(subject)),
  ],
  webhook_is_ours: (subject) =>
    settingBreaks(subject, 'webhook_is_ours', (wanted) =>
      wanted.every((value) => value === 'POST') ? 'webhook_method_differs' : 'webhook_url_differs',
    ),
  nothing_takes_precedence: (subject) => settingBreaks(subject, 'nothing_takes_precedence', () => 'other_setting_wins'),
  enabled_at_provider: (subject) => settingBreaks(subject, 'enabled_at_provider', () => 'disabled_at_provider'),
  signing_is_on: async (subject) => [
    ...(await settingBreaks(subject, 'signing_is_on', () => 'signing_off_at_provider')),
    ...secretBreaks(subject),
  ],
  public_url_reachable: ({ door }) =>
    one({
      what: 'nothing listens behind the public URL',
      reason: 'public_url_unreachable',
      begin: () => door.sever(),
      end: () => door.restore(),
    }),
  number_active: ({ api, path }) =>
    one({
      what: 'the number is switched off',
      reason: 'number_inactive',
      begin: () => api.patch(path, { is_active: false }),
    }),
  workflow_active: ({ api, registered }) =>
    one({
      what: 'the workflow is switched off',
      reason: 'workflow_inactive',
      begin: () => api.patch(`${WORKFLOWS}/${registered.workflowId}`, { is_active: false }),
    }),
};

function one(only: PathBreak): Promise<PathBreak[]> {
  return Promise.resolve([only]);
}

/** Another value than the wanted one: that of the carrier's kit, or one that follows from the wanted one. */
function otherThan(wanted: SettingValue, ofKit: SettingValue | undefined): SettingValue | undefined {
  if (ofKit !== undefined) return ofKit;
  if (typeof wanted === 'boolean') return !wanted;
  if (wanted === null) return undefined;
  if (wanted === 'POST') return 'GET';
  return URL.canParse(wanted) ? ELSEWHERE : null;
}

/** Every setting of the link is changed once, by itself or, where the carrier refuses that, with the others. */
async function settingBreaks(
  subject: PathSubject,
  link: SettingLink,
  reasonOf: (wanted: SettingValue[]) => string,
): Promise<PathBreak[]> {
  if (subject.provider.connection !== null) return connectionBreaks(subject, link);
  const ofKit = subject.account.elsewhere?.() ?? {};
  return (await subject.records()).flatMap((remote): PathBreak[] => {
    const fields = Object.keys(remote.links).filter((field) => remote.links[field] === link);
    const others = fields.map((field): [string, SettingValue] => {
      const value = otherThan(remote.wanted[field] ?? null, ofKit[field]);
      if (value === undefined) throw new Error(`add ${field} to elsewhere() of ${subject.account.provider}.kit.ts`);
      return [field, value];
    });
    return others.map(([field, value]) => ({
      what: `${field} is changed at the carrier`,
      reason: reasonOf([remote.wanted[field] ?? null]),
      begin: () => change(subject, remote, { [field]: value }, Object.fromEntries(others)),
    }));
  });
}

/** What is set by our being connected can go although we still are. */
function connectionBreaks({ provider, account }: PathSubject, link: SettingLink): PathBreak[] {
  if (!Object.values(provider.sync.links).includes(link)) return [];
  let putBack: (() => void) | undefined;
  return [
    {
      what: 'the other side has forgotten what the connection is for',
      reason: 'disabled_at_provider',
      begin: () => Promise.resolve((putBack = account.unregister?.())),
      end: () => Promise.resolve(putBack?.()),
    },
  ];
}

async function change(
  subject: PathSubject,
  remote: PathRecord,
  alone: RemoteSettings,
  together: RemoteSettings,
): Promise<void> {
  try {
    await subject.write(remote.record, alone);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    await subject.write(remote.record, together);
  }
  const present = await remote.record.read(inTenSeconds());
  for (const field of Object.keys(alone)) {
    if ((present?.[field] ?? null) === remote.wanted[field]) throw new Error(`${field} is still as it is wanted`);
  }
}

/** The application is deleted at the carrier, or the configuration names one that does not exist. */
async function applicationBreaks(subject: PathSubject): Promise<PathBreak[]> {
  const { application, metadata } = subject.provider;
  const { api, registered, account } = subject;
  const field = metadata.applicationIdField;
  if (!application || field === null) return [];
  const reason = 'application_not_found';
  const { lifecycle } = application;
  if (lifecycle) {
    const credentials = await subject.credentials();
    const id = (await subject.applicationId()) ?? '';
    const begin = async (): Promise<void> => {
      // Carriers keep an application while numbers are linked to it, or remove those with it.
      for (const unlinking of await settingBreaks(subject, 'number_bound_to_application', () => reason))
        await unlinking.begin();
      await lifecycle.remove(credentials, id, inTenSeconds());
    };
    return [{ what: 'the application is deleted', reason, begin }];
  }
  const config = `${CONFIGS}/${registered.configId}?verify_credentials=false`;
  return [
    {
      what: 'the configuration names another application',
      reason,
      begin: () => api.patch(config, { config: { [field]: randomUUID() } }),
      end: () => api.patch(config, { config: { [field]: account.credentials[field] } }),
    },
  ];
}

/** The secret is removed, or was never there where nobody can leave it out any more. */
function secretBreaks(subject: PathSubject): PathBreak[] {
  const { signingSecret, fields } = subject.provider.metadata;
  if (signingSecret === null) return [];
  const { field } = signingSecret;
  const { api, registered, account } = subject;
  const set = (isThere: boolean) =>
    subject.sql(`UPDATE telephony_configurations SET has_signing_secret = ${isThere} WHERE id = $1`);
  const config = `${CONFIGS}/${registered.configId}`;
  const isRequired = fields.some(({ name, required }) => name === field && required);
  return [
    {
      what: 'the secret is missing',
      reason: 'signature_secret_missing',
      begin: () => (isRequired ? set(false) : api.patch(config, { config: { [field]: null } })),
      end: () => (isRequired ? set(true) : api.patch(config, { config: { [field]: account.credentials[field] } })),
    },
  ];
}
