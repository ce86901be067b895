import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { describeSafely } from '../../common/errors/describe-safely.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import type { TelephonyConfig } from '../configs/telephony-config.entity.js';
import { ApplicationSharing } from './application-sharing.js';
import { ProviderApplicationStore } from './provider-application.store.js';
import { ProviderOrphan } from './provider-orphan.entity.js';

const TIMEOUT_MS = 15_000;

/** Reason of an orphan that was an application of our own. */
export const REMOVE_FAILED = 'remove_failed';

/** Removes the applications that we created at carriers, once the last configuration that used them is gone. */
@Injectable()
export class OwnApplications {
  private readonly logger = new Logger(OwnApplications.name);

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly applications: ProviderApplicationStore,
    private readonly sharing: ApplicationSharing,
    @InjectRepository(ProviderOrphan) private readonly orphans: Repository<ProviderOrphan>,
  ) {}

  /** Called after the configuration is deleted. What the carrier does not let go of is recorded, never an error. */
  async release(config: TelephonyConfig, credentials: ProviderCredentials): Promise<void> {
    const lifecycle = this.registry.get(config.provider).application?.lifecycle;
    if (!lifecycle || config.applicationId === null) return;
    const key = { provider: config.provider, accountId: config.accountId, externalId: config.applicationId };
    if (!(await this.applications.isOurs(key)) || (await this.sharing.isUsed(key))) return;
    try {
      await lifecycle.remove(credentials, key.externalId, AbortSignal.timeout(TIMEOUT_MS));
    } catch (error) {
      this.logger.warn(
        { provider: config.provider, ...describeSafely(error) },
        'An application of ours could not be removed',
      );
      const { organizationId } = config;
      await this.orphans.insert({
        organizationId,
        ...key,
        kind: 'application',
        reason: REMOVE_FAILED,
        savedSettings: null,
      });
    }
    await this.applications.forget(key);
  }
}
