import { Injectable, Logger } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { telephonyConfigNotFound } from '../configs/telephony-config.errors.js';
import type { TelephonyConfig } from '../configs/telephony-config.entity.js';
import type { TelephonyTrunk } from './telephony-trunk.entity.js';
import { trunkDetachFailed } from './trunk.errors.js';
import type { TrunkOutcome } from './trunk-outcome.js';
import { TrunkQueue } from './trunk-queue.js';
import { TrunkStore } from './trunk.store.js';
import type { Versions } from './trunk.store.js';
import { TrunkSync } from './trunk-sync.js';

/** Deletes trunks: first the carrier's is switched off, then the row goes. */
@Injectable()
export class TrunkRemoval {
  private readonly logger = new Logger(TrunkRemoval.name);

  constructor(
    private readonly store: TrunkStore,
    private readonly syncs: TrunkSync,
    private readonly queue: TrunkQueue,
    private readonly accounts: BackgroundAccountReader,
    private readonly registry: ProviderRegistry,
  ) {}

  /**
   * @param force deletes the row even if the carrier's trunk cannot be switched off, and records it
   * @throws DomainError `trunk_in_use`, `provider_detach_failed`, `version_mismatch`
   */
  async remove(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    { versions, force }: { versions: Versions; force: boolean },
  ): Promise<TrunkOutcome> {
    const trunk = await this.store.get(organizationId, configId, id);
    if (versions && !versions.includes(trunk.version)) throw versionMismatch();
    const account = await this.accounts.find(configId, organizationId);
    if (!account) throw telephonyConfigNotFound();
    await this.store.assertDeletable(trunk);
    await this.store.markPending(id);
    try {
      const outcome = await this.syncs.release(account, trunk);
      if (outcome.state === 'failed' && !force) throw trunkDetachFailed(outcome.message);
      await this.deleteRow(account, trunk, { versions, outcome });
      return outcome;
    } catch (error) {
      // It stays, and so it shall work again.
      await this.queue.wake({ trunk_id: id, attempts: 0 }, new Date());
      throw error;
    }
  }

  /**
   * Switches all trunks of a configuration off, before it is deleted. What the carrier does not let go of is recorded
   * as an orphan, never an error. Does nothing while numbers keep the configuration from being deleted.
   */
  async releaseAll(config: TelephonyConfig, credentials: ProviderCredentials): Promise<void> {
    const provider = this.registry.get(config.provider);
    if (!provider.trunks || (await this.store.hasNumbers(config.id))) return;
    for (const trunk of await this.store.atCarrier(config.id)) {
      await this.store.markPending(trunk.id);
      const outcome = await this.syncs.release({ provider, credentials }, trunk);
      if (outcome.state !== 'failed') continue;
      this.logger.warn(
        { provider: config.provider, reason: outcome.reason },
        'A trunk of ours could not be switched off',
      );
      await this.store.recordOrphan({ ...config, provider }, trunk.externalId ?? '', outcome);
    }
  }

  private async deleteRow(
    account: Parameters<TrunkStore['recordOrphan']>[0],
    trunk: TelephonyTrunk,
    { versions, outcome }: { versions: Versions; outcome: TrunkOutcome },
  ): Promise<void> {
    const { externalId } = trunk;
    await this.store.delete(trunk, versions, async (manager) => {
      if (outcome.state !== 'failed' || externalId === null) return;
      await this.store.recordOrphan(account, externalId, outcome, manager);
    });
  }
}
