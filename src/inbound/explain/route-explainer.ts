import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { InboundFields } from '../../provider-sync/contract/inbound/inbound-fields.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import type { FoundRoute } from '../dispatch/route-finder.js';
import { RouteFinder } from '../dispatch/route-finder.js';
import { RouteListener } from '../routing/route-listener.js';
import { RouteTable } from '../routing/route-table.js';
import type { AccountLook, ConfigurationRoute } from '../routing/routes.js';
import { DENIED_EXPERIENCE, experienceOf } from './experience-words.js';
import { ExplainedAccountReader } from './explained-account.reader.js';
import { explainedTrace, REASON_MESSAGES } from './explained-trace.js';
import { NearNumbersReader } from './near-numbers.reader.js';
import type { ExplanationReason, RouteExplanation } from './route-explanation.js';

/** Where a call comes in: at an account, or at that of a configuration. */
export type ExplainedAccount = { provider: string; accountId: string } | { configurationId: number };

/** A call that somebody wonders about. */
export interface RouteQuestion {
  at: ExplainedAccount;
  /** As the carrier sends it. */
  to: string;
  /** ISO 3166-1 alpha-2, where the carrier names it. */
  toCountry: string | null;
}

/** What of an explanation follows from the decision. */
interface Ruling {
  found: FoundRoute;
  reason: ExplanationReason | null;
  /** The organization's configurations of the account. */
  configurations: readonly ConfigurationRoute[];
}

/** Says what would become of a call and why, by the very function that decides on calls. */
@Injectable()
export class RouteExplainer {
  constructor(
    private readonly table: RouteTable,
    private readonly finder: RouteFinder,
    private readonly registry: ProviderRegistry,
    private readonly reader: ExplainedAccountReader,
    private readonly near: NearNumbersReader,
    private readonly listener: RouteListener,
  ) {}

  /** @throws DomainError `telephony_config_not_found`, `provider_unknown` */
  async explain(organizationId: OrganizationId, question: RouteQuestion): Promise<RouteExplanation> {
    const { at, toCountry } = question;
    // Read as the field of a webhook is: what carriers send without a plus gets one.
    const to = new InboundFields({ to: question.to }).address('to');
    const account = 'configurationId' in at ? await this.reader.account(organizationId, at.configurationId) : at;
    const provider = this.registry.get(account.provider, '/provider');
    await this.listener.caughtUp();
    const look = await this.table.account(account.provider, account.accountId);
    const configurations = look.configurations.filter(
      (one) =>
        one.organizationId === organizationId &&
        // A connection that we hold belongs to one configuration, whatever else has the account.
        (provider.connection === null || !('configurationId' in at) || one.id === at.configurationId),
    );
    const found = await this.finder.find({ ...account, to, toCountry }, configurations);
    const ruling = { found, configurations, reason: reasonOf(found, look, configurations) };
    const called = { ...account, address: found.address };
    const nearest = ruling.reason === null ? [] : await this.near.of(organizationId, question.to, called);
    return { ...(await this.told(organizationId, ruling, at)), nearest };
  }

  private async told(
    organizationId: OrganizationId,
    { found, reason, configurations }: Ruling,
    at: ExplainedAccount,
  ): Promise<Omit<RouteExplanation, 'nearest'>> {
    const { decision, address, isStale } = found;
    const { outcome, number, workflow } = decision;
    const asked = configurations.find(({ id }) => 'configurationId' in at && id === at.configurationId);
    const configuration = decision.configuration ?? asked ?? configurations[0] ?? null;
    const names = configuration && (await this.reader.names(organizationId, configuration.id, number?.id ?? null));
    const isAccountKnown = configurations.length > 0;
    return {
      outcome,
      reason,
      message:
        reason === null ? `The call is answered by the workflow "${workflow?.name ?? ''}".` : REASON_MESSAGES[reason],
      address,
      isStale,
      trace: explainedTrace(reason, isAccountKnown),
      configuration: configuration && {
        id: configuration.id,
        name: names?.configurationName ?? '',
        provider: configuration.provider,
      },
      number: number && { ...number, label: names?.label ?? null },
      workflow,
      answer: isAccountKnown ? experienceOf(decision) : DENIED_EXPERIENCE,
    };
  }
}

function reasonOf(
  { decision }: FoundRoute,
  { freshness }: AccountLook,
  configurations: readonly ConfigurationRoute[],
): ExplanationReason | null {
  // Said whether or not another organization has the account.
  if (configurations.length === 0) return freshness === 'unavailable' ? 'routes_unavailable' : 'account_unknown';
  return decision.outcome === 'refused' ? decision.reason : null;
}
