import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { CredentialCheck, CredentialFault } from '../../provider-sync/contract/credential-check.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import type { OpenedConfig } from '../configs/telephony-config.service.js';
import { TelephonyConfigService } from '../configs/telephony-config.service.js';
import { ConfigCredentialsState } from './config-credentials-state.js';
import { codeOfFaults } from './credential-faults.js';

/** Everything the carrier is asked while a person waits. */
const TIMEOUT_MS = 15_000;

/** What the carrier said of a configuration's credentials. */
export interface Verification {
  /** Null when the provider offers no way to try them. */
  isOk: boolean | null;
  reason: string | null;
  message: string;
  checkedAt: Date;
  faults: readonly CredentialFault[];
}

type Answer = Omit<Verification, 'checkedAt'>;

/** Tries the stored credentials of a configuration at its carrier. */
@Injectable()
export class ConfigVerification {
  constructor(
    private readonly configs: TelephonyConfigService,
    private readonly registry: ProviderRegistry,
    private readonly state: ConfigCredentialsState,
  ) {}

  /** @throws DomainError `telephony_config_not_found` */
  async verify(organizationId: OrganizationId, id: number): Promise<Verification> {
    const opened = await this.configs.get(organizationId, id);
    const provider = this.registry.get(opened.config.provider);
    const { credentialCheck: check, metadata } = provider;
    const checkedAt = new Date();
    if (!check) {
      const message = `${metadata.displayName} offers no way to try credentials without a call.`;
      return { isOk: null, reason: 'not_supported', message, checkedAt, faults: [] };
    }
    const answer = await this.ask(provider, check, opened);
    const isAnswered = answer.isOk === true || answer.reason === 'provider_unauthorized' || answer.faults.length > 0;
    // A carrier that could not be asked said nothing about them.
    if (isAnswered) await this.state.record(id, answer.reason, opened.config.credentialsCiphertext);
    return { ...answer, checkedAt };
  }

  private async ask(
    { metadata }: ProviderFacade,
    check: CredentialCheck,
    { credentials }: OpenedConfig,
  ): Promise<Answer> {
    const { displayName } = metadata;
    try {
      const faults = await check.check(credentials, AbortSignal.timeout(TIMEOUT_MS));
      const reason = codeOfFaults(metadata, faults);
      const message =
        faults.length === 0
          ? `${displayName} accepts the credentials.`
          : `${displayName} accepted the sign-in, but not all of the credentials. Correct those named in faults.`;
      return { isOk: faults.length === 0, reason, message, faults };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { isOk: false, reason: error.code, message: error.message, faults: [] };
    }
  }
}
