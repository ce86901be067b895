import type { PathCase } from './path-case.js';
import type { Sighting } from './path-facts.js';
import type { LinkJudgement, PathRepair } from './path-verdict.js';

/** Stored as the fault of credentials of which only the application is wrong, which has a link of its own. */
export const APPLICATION_NOT_FOUND = 'application_not_found';

const URL_FAULTS: Readonly<Record<string, string>> = {
  public_url_not_us: 'Something else than this installation answers under PUBLIC_BASE_URL, so calls end there.',
  public_url_unreachable: 'Nothing answers under PUBLIC_BASE_URL, tried from this service itself.',
};

/** What is said of something that could not be seen. */
export function unseen(sighting: Exclude<Sighting<unknown>, { kind: 'seen' }>, repair: PathRepair): LinkJudgement {
  if (sighting.kind === 'hidden') {
    const { reason, detail, at } = sighting;
    return { status: 'unknown', reason, detail, repair, checkedAt: at };
  }
  return { status: 'unknown', reason: null, detail: 'Nobody has looked yet.', repair, checkedAt: null };
}

export function judgeCredentials({ provider, facts, repairs }: PathCase): LinkJudgement {
  const { credentials } = facts;
  const { displayName } = provider.metadata;
  if (credentials.kind !== 'seen') return unseen(credentials, repairs.check());
  const { value: fault, at } = credentials;
  if (fault === null || fault === APPLICATION_NOT_FOUND) {
    const detail = `${displayName} accepts the credentials.`;
    return { status: 'ok', reason: null, detail, repair: null, checkedAt: at };
  }
  const detail =
    fault === 'provider_unauthorized'
      ? `${displayName} refuses the credentials of this configuration.`
      : `${displayName} does not accept all of the credentials of this configuration. Verify it to see which.`;
  return { status: 'failed', reason: fault, detail, repair: repairs.enterCredentials(), checkedAt: at };
}

/** Whether the connection is open over which calls come; no link of providers that need none. */
export function judgeConnection({ provider, facts, repairs }: PathCase): LinkJudgement | null {
  if (provider.connection === null) return null;
  const { connection } = facts;
  const { displayName } = provider.metadata;
  if (connection.kind !== 'seen') return unseen(connection, repairs.check());
  const { isUp, code } = connection.value;
  if (isUp) {
    const detail = `The connection to ${displayName} is open.`;
    return { status: 'ok', reason: null, detail, repair: null, checkedAt: connection.at };
  }
  const detail = `The connection to ${displayName}, over which its calls come, is not open. It is tried again by itself unless the configuration is parked.`;
  return { status: 'failed', reason: code, detail, repair: repairs.letConnect(), checkedAt: connection.at };
}

/** Whether the number is in the account; no link of providers that cannot tell. */
export function judgeOwned({ provider, facts, repairs }: PathCase): LinkJudgement | null {
  const { displayName, capabilities } = provider.metadata;
  const { number } = facts;
  if (!capabilities.ownership && !provider.provisioning) return null;
  if (number.kind !== 'seen') return unseen(number, repairs.check());
  if (number.value !== null) {
    const detail = `The number is in this ${displayName} account.`;
    return { status: 'ok', reason: null, detail, repair: null, checkedAt: number.at };
  }
  return {
    status: 'failed',
    reason: 'not_owned_at_provider',
    detail: `The number is not in this ${displayName} account.`,
    repair: repairs.addNumber(),
    checkedAt: number.at,
  };
}

/** Whether the public URL leads here; no link of providers whose calls come over our own connection. */
export function judgePublicUrl({ provider, webhooks, facts, repairs }: PathCase): LinkJudgement | null {
  if (provider.connection !== null) return null;
  if (webhooks === null) {
    const detail = 'PUBLIC_BASE_URL is not set, so no carrier can reach this service.';
    const repair = repairs.setPublicUrl();
    return { status: 'failed', reason: 'public_base_url_missing', detail, repair, checkedAt: facts.readAt };
  }
  const { publicUrl } = facts;
  if (publicUrl.kind !== 'seen') return unseen(publicUrl, repairs.check());
  const { isReachable, reason } = publicUrl.value;
  if (!isReachable) {
    const detail = URL_FAULTS[reason ?? ''] ?? 'PUBLIC_BASE_URL does not lead here.';
    return { status: 'failed', reason, detail, repair: repairs.openPublicUrl(), checkedAt: publicUrl.at };
  }
  const isPlain = reason === 'public_url_not_https';
  const detail = isPlain
    ? 'PUBLIC_BASE_URL leads here, but by plain http: what carriers send can be read on the way.'
    : 'PUBLIC_BASE_URL leads here, tried from this service itself.';
  const repair = isPlain ? repairs.setPublicUrl() : null;
  return { status: 'ok', reason, detail, repair, checkedAt: publicUrl.at };
}
