import type { InboundWebhooks } from '../../provider-sync/contract/inbound-webhooks.js';
import type { SettingLink, SettingLinks } from '../../provider-sync/contract/path-link.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import { differingFields, pick } from '../../provider-sync/sync/settings-difference.js';
import { APPLICATION_NOT_FOUND, unseen } from './judge-sightings.js';
import type { PathCase } from './path-case.js';
import type { PathFacts } from './path-facts.js';
import type { LinkJudgement } from './path-verdict.js';

/** In the place of URLs that nobody has told us; what depends on them is not compared. */
const NO_WEBHOOKS: InboundWebhooks = { answerUrl: '', fallbackUrl: '', statusUrl: '' };

/** How the settings of one link are spoken of. */
interface Wording {
  /** Code of the failure, which may depend on what differs. */
  reason: string | ((fields: readonly string[], wanted: RemoteSettings) => string);
  failed: (displayName: string, fields: string) => string;
  fine: (displayName: string) => string;
}

/** A record at the carrier, with the settings of it that make one link. */
interface Part {
  wanted: RemoteSettings;
  sighting: PathFacts['number'];
}

function partsOf({ provider, webhooks, facts }: PathCase, link: SettingLink): Part[] {
  const { sync, application } = provider;
  const urls = webhooks ?? NO_WEBHOOKS;
  const part = (links: SettingLinks, wanted: RemoteSettings, sighting: Part['sighting']): Part[] => {
    const fields = Object.keys(links).filter((field) => links[field] === link);
    return fields.length === 0 ? [] : [{ wanted: pick(wanted, fields), sighting }];
  };
  return [
    ...part(sync.links, sync.wanted(urls, facts.applicationId), facts.number),
    ...(application ? part(application.links, application.wanted(urls), facts.application) : []),
  ];
}

/** Judges a link by the settings that make it, of the number and of its application. Null when there are none. */
export function judgeSetting(subject: PathCase, link: SettingLink, wording: Wording): LinkJudgement | null {
  const parts = partsOf(subject, link);
  if (parts.length === 0) return null;
  const { repairs, provider } = subject;
  const { displayName } = provider.metadata;
  for (const { wanted, sighting } of parts) {
    if (sighting.kind !== 'seen' || sighting.value === null) continue;
    const fields = differingFields(wanted, sighting.value);
    if (fields.length === 0) continue;
    const reason = typeof wording.reason === 'string' ? wording.reason : wording.reason(fields, wanted);
    const detail = wording.failed(displayName, fields.join(', '));
    return { status: 'failed', reason, detail, repair: repairs.sync(), checkedAt: sighting.at };
  }
  return unseenPart(subject, parts) ?? fine(parts, wording.fine(displayName));
}

/** What is said when a record could not be seen, or is gone and has no settings any more. */
function unseenPart({ repairs }: PathCase, parts: readonly Part[]): LinkJudgement | null {
  for (const { sighting } of parts) {
    if (sighting.kind !== 'seen') return unseen(sighting, repairs.check());
    if (sighting.value !== null) continue;
    const detail = 'It cannot be told while the number or its application is not in the account.';
    return { status: 'unknown', reason: null, detail, repair: null, checkedAt: sighting.at };
  }
  return null;
}

function fine(parts: readonly Part[], detail: string): LinkJudgement {
  const times = parts.flatMap(({ sighting }) => (sighting.kind === 'seen' ? [sighting.at.getTime()] : []));
  return { status: 'ok', reason: null, detail, repair: null, checkedAt: new Date(Math.min(...times)) };
}

/** A number that is switched off may be shown as linked to nothing; then the switch is at fault and not the link. */
function isOnlySwitchedOff({ provider: { sync }, webhooks, facts: { number, applicationId } }: PathCase): boolean {
  if (number.kind !== 'seen' || number.value === null) return false;
  const present = number.value;
  const fieldsOf = (link: SettingLink): string[] =>
    Object.keys(sync.links).filter((field) => sync.links[field] === link);
  const switches = pick(sync.wanted(webhooks ?? NO_WEBHOOKS, applicationId), fieldsOf('enabled_at_provider'));
  const isLinked = fieldsOf('number_bound_to_application').some((field) => (present[field] ?? null) !== null);
  return !isLinked && differingFields(switches, present).length > 0;
}

/** When the application was found missing: when it was read or, if it never was, when the credentials were tried. */
function applicationGoneAt({ application, credentials }: PathFacts): Date | null {
  if (application.kind === 'seen') return application.value === null ? application.at : null;
  const isNamed = credentials.kind === 'seen' && credentials.value === APPLICATION_NOT_FOUND;
  return application.kind === 'never' && isNamed ? credentials.at : null;
}

/** Whether the number is linked to an application that exists; no link of providers without applications. */
export function judgeBound(subject: PathCase): LinkJudgement | null {
  const { provider, facts, repairs } = subject;
  const { displayName } = provider.metadata;
  if (!provider.application) return null;
  if (facts.applicationId === null) {
    const detail = `There is no application at ${displayName} yet that the number could be linked to.`;
    return { status: 'failed', reason: 'application_missing', detail, repair: repairs.sync(), checkedAt: facts.readAt };
  }
  const goneAt = applicationGoneAt(facts);
  if (goneAt !== null) {
    const detail = `The application of this configuration does not exist at ${displayName}.`;
    const repair = repairs.replaceApplication();
    return { status: 'failed', reason: APPLICATION_NOT_FOUND, detail, repair, checkedAt: goneAt };
  }
  const judged = judgeSetting(subject, 'number_bound_to_application', {
    reason: 'number_not_linked',
    failed: (name, fields) =>
      `At ${name}, the number is not linked to the application of this configuration (${fields}).`,
    fine: (name) => `At ${name}, the number is linked to the application of this configuration.`,
  });
  if (judged?.status !== 'failed' || !isOnlySwitchedOff(subject)) return judged;
  const detail = `At ${displayName}, the number is switched off, and does not show to which application it is linked.`;
  return { ...judged, status: 'unknown', reason: null, detail };
}

/** A method has a wanted value that no URL has. */
function webhookReason(fields: readonly string[], wanted: RemoteSettings): string {
  const isMethod = (field: string): boolean => wanted[field] === 'POST' || wanted[field] === 'GET';
  return fields.every(isMethod) ? 'webhook_method_differs' : 'webhook_url_differs';
}

/** Whether URL and method are ours. */
export function judgeWebhook(subject: PathCase): LinkJudgement | null {
  const { webhooks, repairs, facts } = subject;
  if (webhooks === null && partsOf(subject, 'webhook_is_ours').length > 0) {
    const detail = 'It cannot be told whether the webhook is ours while PUBLIC_BASE_URL is not set.';
    const reason = 'public_base_url_missing';
    return { status: 'unknown', reason, detail, repair: repairs.setPublicUrl(), checkedAt: facts.readAt };
  }
  return judgeSetting(subject, 'webhook_is_ours', {
    reason: webhookReason,
    failed: (name, fields) => `At ${name}, ${fields} is not ours, so calls or their progress are reported elsewhere.`,
    fine: (name) => `${name} sends the calls to this service.`,
  });
}

/** Whether inbound webhooks can be verified: the secret is known here and, where that is a setting, they are signed. */
export function judgeSigning(subject: PathCase): LinkJudgement | null {
  const { provider, facts, repairs } = subject;
  const { displayName, signingSecret } = provider.metadata;
  if (signingSecret !== null && !facts.hasSigningSecret) {
    const label =
      provider.metadata.fields.find(({ name }) => name === signingSecret.field)?.label ?? signingSecret.field;
    const detail = `The ${label} is missing, without which calls from ${displayName} cannot be verified and are refused.`;
    const repair = repairs.enterCredentials();
    return { status: 'failed', reason: 'signature_secret_missing', detail, repair, checkedAt: facts.readAt };
  }
  const judged = judgeSetting(subject, 'signing_is_on', {
    reason: 'signing_off_at_provider',
    failed: (name, fields) => `${name} does not sign its webhooks as it must (${fields}), so its calls are refused.`,
    fine: (name) => `${name} signs its webhooks, and the secret is known here.`,
  });
  if (judged !== null || signingSecret === null) return judged;
  const detail = `The secret that ${displayName} signs with is known here.`;
  return { status: 'ok', reason: null, detail, repair: null, checkedAt: facts.readAt };
}
