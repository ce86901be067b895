import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import type { TrunkStrategy } from '../../provider-sync/contract/trunk.strategy.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { nextAttemptAt } from '../sync/retry-policy.js';
import { SyncRefusal } from '../sync/sync-refusal.js';
import type { TelephonyTrunk } from './telephony-trunk.entity.js';
import { TrunkLeaseStore } from './trunk-lease.store.js';
import { carrierNameOf } from './trunk-name.js';
import type { TrunkOutcome } from './trunk-outcome.js';
import { TrunkQueue } from './trunk-queue.js';
import { TrunkStore } from './trunk.store.js';

/** Everything the carrier is asked in one attempt. It must end before its lease does. */
const ATTEMPT_TIMEOUT_MS = 25_000;
/** A trunk that is changed faster than the carrier answers is left to the queue. */
const MAX_ROUNDS = 5;

interface Attempt {
  outcome: TrunkOutcome;
  /** What the carrier calls the trunk, if it was made or found. */
  externalId: string | null;
}

/**
 * The outward half of a trunk: makes the carrier's trunk equal to the stored one. The intent is stored first, the
 * carrier is asked after the commit, and the outcome is stored; faults that can pass are left to the queue.
 */
@Injectable()
export class TrunkSync {
  private readonly logger = new Logger(TrunkSync.name);

  constructor(
    private readonly store: TrunkStore,
    private readonly leases: TrunkLeaseStore,
    private readonly accounts: BackgroundAccountReader,
    private readonly queue: TrunkQueue,
  ) {}

  /**
   * Brings a trunk in line. While another attempt does that, here or in another process, nothing happens here: that one
   * goes on to what the trunk is by now, and should its process have died, the queue takes the trunk up.
   * @param failures attempts that ended without success before this one
   */
  async settle(id: number, failures = 0): Promise<void> {
    const token = randomUUID();
    try {
      await this.bringInLine(id, token, failures);
    } catch (error) {
      await this.leases.letGo([id], token);
      throw error;
    }
  }

  /** Switches a trunk off at its carrier. What stands against it is in the outcome. */
  async release(
    { provider, credentials }: { provider: ProviderFacade; credentials: ProviderCredentials },
    { id, externalId, mayExist }: Pick<TelephonyTrunk, 'id' | 'externalId' | 'mayExist'>,
  ): Promise<TrunkOutcome> {
    const { displayName } = provider.metadata;
    const never = detached(`${displayName} never had this trunk.`);
    if (externalId === null && !mayExist) return never;
    try {
      const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
      const trunks = trunksOf(provider);
      // The answer that had its id may have been lost.
      const present = externalId ?? (await trunks.find(credentials, carrierNameOf(id), signal));
      if (present === null) return never;
      await trunks.disable(credentials, present, signal);
      return detached(`Switched off at ${displayName}.`);
    } catch (error) {
      return this.failure(error, id);
    }
  }

  /** Again and again while the trunk is changed meanwhile. */
  private async bringInLine(id: number, token: string, failures: number): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const trunk = await this.leases.claim(id, token);
      if (!trunk) return this.leaveToOther(id, failures);
      const account = await this.accounts.find(trunk.telephonyConfigurationId, null);
      if (!account) return;
      const { outcome, externalId } = await this.attempt(account, trunk, token);
      const retryAt = nextAttemptAt(outcome, failures + 1);
      if (await this.leases.conclude(trunk, token, { outcome, externalId, retryAt })) {
        if (retryAt) await this.queue.wake({ trunk_id: id, attempts: failures + 1 }, retryAt);
        return;
      }
      if (!(await this.leases.exists(id))) return this.withdraw(account, trunk, externalId);
    }
    await this.leases.letGo([id], token);
    await this.queue.wake({ trunk_id: id, attempts: failures }, new Date());
  }

  /** When the lease of the other one should be over, the queue looks whether it has brought the trunk in line. */
  private async leaveToOther(id: number, failures: number): Promise<void> {
    const at = await this.leases.askAgain(id);
    if (at) await this.queue.wake({ trunk_id: id, attempts: failures }, at);
  }

  private async attempt(account: BackgroundAccount, trunk: TelephonyTrunk, token: string): Promise<Attempt> {
    if (account.isParked) return { outcome: this.failure(parked(), trunk.id), externalId: null };
    if (!trunk.isActive) return { outcome: await this.release(account, trunk), externalId: null };
    const { provider, credentials } = account;
    const wanted = { name: carrierNameOf(trunk.id), settings: trunk.settings, externalId: trunk.externalId };
    try {
      if (!trunk.mayExist) await this.leases.markAsked(trunk, token);
      const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
      const externalId = await trunksOf(provider).apply(credentials, wanted, signal);
      const message = `${provider.metadata.displayName} has the trunk as it is here.`;
      return { outcome: { state: 'in_sync', reason: null, message }, externalId };
    } catch (error) {
      return { outcome: this.failure(error, trunk.id), externalId: null };
    }
  }

  /** The trunk was deleted while the carrier was asked: what was made for it then, seen or not, must go too. */
  private async withdraw(account: BackgroundAccount, trunk: TelephonyTrunk, madeId: string | null): Promise<void> {
    const left = { id: trunk.id, externalId: madeId ?? trunk.externalId, mayExist: trunk.isActive || trunk.mayExist };
    const outcome = await this.release(account, left);
    if (outcome.state === 'failed') await this.store.recordOrphan(account, left, outcome);
  }

  private failure(error: unknown, trunkId: number): TrunkOutcome {
    if (error instanceof SyncRefusal) return { state: 'failed', reason: error.reason, message: error.message };
    if (error instanceof ProviderError) {
      const { code, message, retryAfterMs } = error;
      return { state: 'failed', reason: code, message, retryAfterMs };
    }
    this.logger.error({ trunkId, ...describeSafely(error) }, 'Sync of a trunk failed unexpectedly');
    const message = 'Something went wrong on our side; it has been logged. Save the trunk again.';
    return { state: 'failed', reason: 'internal_error', message };
  }
}

function detached(message: string): TrunkOutcome {
  return { state: 'detached', reason: null, message };
}

function parked(): SyncRefusal {
  return new SyncRefusal('config_inactive', 'The configuration is parked. Repair what parked it and reactivate it.');
}

/** A trunk exists only where its provider has them, and a configuration keeps its provider. */
function trunksOf({ trunks, metadata }: ProviderFacade): TrunkStrategy {
  if (!trunks) throw new Error(`${metadata.provider} has stored trunks and no strategy for them`);
  return trunks;
}
