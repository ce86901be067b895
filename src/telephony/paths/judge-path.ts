import type { InboundWebhooks } from '../../provider-sync/contract/inbound-webhooks.js';
import { judgeConnection, judgeCredentials, judgeOwned, judgePublicUrl } from './judge-sightings.js';
import { judgeBound, judgeSetting, judgeSigning, judgeWebhook } from './judge-settings.js';
import type { JudgedProvider, PathCase } from './path-case.js';
import type { PathFacts } from './path-facts.js';
import type { PathLinkName } from './path-link-name.js';
import { PATH_LINKS } from './path-link-name.js';
import { PathRepairs } from './path-repairs.js';
import type { LinkJudgement, PathLink, PathVerdict } from './path-verdict.js';

/** Null where a provider has no such link. */
type Judge = (subject: PathCase) => LinkJudgement | null;

const JUDGES: Readonly<Record<PathLinkName, Judge>> = {
  configuration_active: ({ facts, repairs }) =>
    facts.isParked
      ? failedHere(
          facts,
          'config_inactive',
          'The configuration is parked, so its calls are refused.',
          repairs.reactivate(),
        )
      : fineHere(facts, 'The configuration is in use.'),
  credentials_work: judgeCredentials,
  connection_is_up: judgeConnection,
  number_owned: judgeOwned,
  number_bound_to_application: judgeBound,
  webhook_is_ours: judgeWebhook,
  nothing_takes_precedence: (subject) =>
    judgeSetting(subject, 'nothing_takes_precedence', {
      reason: 'other_setting_wins',
      failed: (name, fields) => `At ${name}, ${fields} of the number wins over the setting that sends its calls here.`,
      fine: (name) => `No other setting at ${name} wins over ours.`,
    }),
  enabled_at_provider: (subject) =>
    judgeSetting(subject, 'enabled_at_provider', {
      reason: 'disabled_at_provider',
      failed: (name, fields) => `The number or its application is switched off at ${name} (${fields}).`,
      fine: (name) => `Number and application are switched on at ${name}.`,
    }),
  signing_is_on: judgeSigning,
  public_url_reachable: judgePublicUrl,
  number_active: ({ facts, repairs }) =>
    facts.isNumberActive
      ? fineHere(facts, 'The number is active.')
      : failedHere(
          facts,
          'number_inactive',
          'The number is switched off here, so its calls are refused.',
          repairs.activateNumber(),
        ),
  workflow_active: judgeWorkflow,
};

/**
 * Concludes from the facts whether a call to the number would reach its workflow. Every link is judged by its own
 * facts, also after one that failed; it is unknown when its fact was never observed.
 */
export function judgePath(provider: JudgedProvider, webhooks: InboundWebhooks | null, facts: PathFacts): PathVerdict {
  const subject = { provider, webhooks, facts, repairs: new PathRepairs(provider, facts) };
  const links = PATH_LINKS.flatMap((link): PathLink[] => {
    const judgement = JUDGES[link](subject);
    return judgement === null ? [] : [{ link, ...judgement }];
  });
  const firstFailure = links.find(({ status }) => status === 'failed')?.link ?? null;
  const isUnknown = links.some(({ status }) => status === 'unknown');
  const verdict = firstFailure !== null ? 'broken' : isUnknown ? 'unknown' : 'rings';
  return { verdict, firstFailure, links, checkedAt: oldest(links) };
}

function judgeWorkflow({ facts, repairs }: PathCase): LinkJudgement {
  const { workflow } = facts;
  if (workflow === null) {
    return failedHere(facts, 'no_workflow_bound', 'No workflow is bound to the number.', repairs.bindWorkflow());
  }
  if (workflow.isActive) return fineHere(facts, 'A workflow is bound and active.');
  const repair = repairs.activateWorkflow(workflow.id);
  return failedHere(facts, 'workflow_inactive', 'The workflow of the number is switched off.', repair);
}

function fineHere({ readAt }: PathFacts, detail: string): LinkJudgement {
  return { status: 'ok', reason: null, detail, repair: null, checkedAt: readAt };
}

function failedHere(
  { readAt }: PathFacts,
  reason: string,
  detail: string,
  repair: LinkJudgement['repair'],
): LinkJudgement {
  return { status: 'failed', reason, detail, repair, checkedAt: readAt };
}

function oldest(links: readonly PathLink[]): Date | null {
  const times = links.map(({ checkedAt }) => checkedAt?.getTime() ?? null);
  const known = times.filter((time) => time !== null);
  return known.length < times.length || known.length === 0 ? null : new Date(Math.min(...known));
}
