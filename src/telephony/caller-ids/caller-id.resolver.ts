import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { telephonyConfigNotFound } from '../configs/telephony-config.errors.js';
import type { CalledNumber, CallerId, CallerIdCandidate } from './caller-id.js';
import type { CallerIdScope } from './caller-id-candidates.reader.js';
import { CallerIdCandidatesReader } from './caller-id-candidates.reader.js';
import { configurationBlocked, noCallerId, noCallerIdInConfiguration } from './caller-id.errors.js';
import { chooseCallerId } from './choose-caller-id.js';
import { OutboundReadinessReader } from './outbound-readiness.reader.js';

/** Finds the number that an outbound call shows. */
@Injectable()
export class CallerIdResolver {
  constructor(
    private readonly candidates: CallerIdCandidatesReader,
    private readonly readiness: OutboundReadinessReader,
  ) {}

  /**
   * @param configurationId the configuration that the call goes out with; null for the default one or, where that has no
   * number to show, the one that has the best
   * @throws DomainError `no_caller_id`, `telephony_config_not_found`
   */
  async resolve(
    organizationId: OrganizationId,
    called: CalledNumber,
    configurationId: number | null,
  ): Promise<CallerId> {
    const scopes = configurationId === null ? [{ isDefault: true }, { isDefault: false }] : [{ configurationId }];
    for (const scope of scopes) {
      const found = await this.best(organizationId, called, scope);
      if (found) return found;
    }
    throw configurationId === null ? noCallerId() : await this.refusal(organizationId, configurationId);
  }

  private async best(
    organizationId: OrganizationId,
    called: CalledNumber,
    scope: CallerIdScope,
  ): Promise<CallerId | null> {
    const candidates = await this.candidates.read(organizationId, called, scope);
    return chooseCallerId(await this.ready(organizationId, candidates), called);
  }

  /** Those whose configuration is ready; that is asked only of providers that have something to get ready. */
  private async ready(
    organizationId: OrganizationId,
    candidates: readonly CallerIdCandidate[],
  ): Promise<readonly CallerIdCandidate[]> {
    const inDoubt = candidates.filter(({ provider }) => this.readiness.hasChecklist(provider));
    if (inDoubt.length === 0) return candidates;
    const ids = [...new Set(inDoubt.map((candidate) => candidate.configuration_id))];
    const reasons = await this.readiness.blockedReasons(organizationId, ids);
    return candidates.filter(
      ({ provider, configuration_id: id }) => !this.readiness.hasChecklist(provider) || reasons.get(id) === null,
    );
  }

  private async refusal(organizationId: OrganizationId, configurationId: number): Promise<Error> {
    const reason = (await this.readiness.blockedReasons(organizationId, [configurationId])).get(configurationId);
    if (reason === undefined) return telephonyConfigNotFound();
    return reason === null ? noCallerIdInConfiguration() : configurationBlocked(reason);
  }
}
