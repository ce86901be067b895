import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { telephonyConfigNotFound } from '../configs/telephony-config.errors.js';
import type { TelephonyConfig } from '../configs/telephony-config.entity.js';
import type { TelephonyTrunk } from './telephony-trunk.entity.js';
import { trunkBusy, trunkDetachFailed, trunkNotFound } from './trunk.errors.js';
import { TrunkLeaseStore } from './trunk-lease.store.js';
import type { TrunkOutcome } from './trunk-outcome.js';
import { TrunkQueue } from './trunk-queue.js';
import { TrunkStore } from './trunk.store.js';
import type { Versions } from './trunk.store.js';
import { TrunkSync } from './trunk-sync.js';

/** The trunks of a configuration that is about to be deleted. */
export interface ReleasedTrunks {
  /** Of the leases on all of them. */
  token: string;
  ids: readonly number[];
  /** What the carrier did not let go of. */
  left: readonly { trunk: TelephonyTrunk; outcome: TrunkOutcome }[];
}

/** Deletes trunks: first the carrier's is switched off, then the row goes. */
@Injectable()
export class TrunkRemoval {
  private readonly logger = new Logger(TrunkRemoval.name);

  constructor(
    private readonly store: TrunkStore,
    private readonly leases: TrunkLeaseStore,
    private readonly syncs: TrunkSync,
    private readonly queue: TrunkQueue,
    private readonly accounts: BackgroundAccountReader,
    private readonly registry: ProviderRegistry,
  ) {}

  /**
   * @param force deletes the row even if the carrier's trunk cannot be switched off, and records it
   * @throws DomainError `trunk_in_use`, `provider_detach_failed`, `sync_in_progress`, `version_mismatch`
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
    const token = randomUUID();
    const held = await this.hold(id, token);
    try {
      const outcome = await this.syncs.release(account, held);
      if (outcome.state === 'failed' && !force) throw trunkDetachFailed(outcome.message);
      await this.store.delete(held, { versions, token }, async (manager) => {
        if (outcome.state === 'failed') await this.store.recordOrphan(account, held, outcome, manager);
      });
      return outcome;
    } catch (error) {
      await this.keep([id], token);
      throw error;
    }
  }

  /**
   * Switches all trunks of a configuration off, before it is deleted. Does nothing while numbers keep the configuration
   * from being deleted; what the carrier does not let go of is no error.
   * @throws DomainError `sync_in_progress` while the carrier is being told about one of them
   */
  async releaseAll(config: TelephonyConfig, credentials: ProviderCredentials): Promise<ReleasedTrunks> {
    const token = randomUUID();
    const ids: number[] = [];
    const left: { trunk: TelephonyTrunk; outcome: TrunkOutcome }[] = [];
    const provider = this.registry.get(config.provider);
    if (!provider.trunks || (await this.store.hasNumbers(config.id))) return { token, ids, left };
    try {
      for (const { id } of await this.store.ofConfig(config.id)) {
        const trunk = await this.hold(id, token);
        ids.push(id);
        const outcome = await this.syncs.release({ provider, credentials }, trunk);
        if (outcome.state === 'failed') left.push({ trunk, outcome });
      }
    } catch (error) {
      await this.keep(ids, token);
      throw error;
    }
    return { token, ids, left };
  }

  /**
   * Called in the transaction that deletes the configuration, before it does.
   * @returns false when a trunk has not been released, or has been worked on since: then it must not be deleted
   */
  async recordLeft(manager: EntityManager, config: TelephonyConfig, { token, left }: ReleasedTrunks): Promise<boolean> {
    const provider = this.registry.get(config.provider);
    if (!provider.trunks) return true;
    const areReleased = await this.store.areHeld(manager, config.id, token);
    for (const { trunk, outcome } of left) {
      this.logger.warn(
        { provider: config.provider, trunkId: trunk.id, reason: outcome.reason },
        'A trunk of ours could not be switched off; GET /api/v1/orphans shows it',
      );
      await this.store.recordOrphan({ ...config, provider }, trunk, outcome, manager);
    }
    return areReleased;
  }

  /** They stay, and so they shall work again. */
  async keep(ids: readonly number[], token: string): Promise<void> {
    await this.leases.letGo(ids, token);
    for (const id of ids) await this.queue.wake({ trunk_id: id, attempts: 0 }, new Date());
  }

  /** @throws DomainError `sync_in_progress`, `trunk_not_found` */
  private async hold(id: number, token: string): Promise<TelephonyTrunk> {
    const held = await this.leases.claimForRemoval(id, token);
    if (held) return held;
    throw (await this.leases.exists(id)) ? trunkBusy() : trunkNotFound();
  }
}
