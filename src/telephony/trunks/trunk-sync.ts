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
import type { TrunkOutcome } from './trunk-outcome.js';
import { TrunkQueue } from './trunk-queue.js';
import { TrunkStore } from './trunk.store.js';

/** Everything the carrier is asked in one attempt. It must end before the queue takes the trunk up. */
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
  /** The trunks that an attempt is made for right now, and whether another one was asked for meanwhile. */
  private readonly running = new Map<number, boolean>();

  constructor(
    private readonly store: TrunkStore,
    private readonly accounts: BackgroundAccountReader,
    private readonly queue: TrunkQueue,
  ) {}

  /**
   * Brings a trunk in line. While that is being done already nothing happens here: who does it goes on to what the
   * trunk is by now. Two attempts at once would make two trunks.
   * @param failures attempts that ended without success before this one
   */
  async settle(id: number, failures = 0): Promise<void> {
    const isRunning = this.running.has(id);
    this.running.set(id, isRunning);
    if (isRunning) return;
    try {
      do {
        this.running.set(id, false);
        await this.bringInLine(id, failures);
      } while (this.running.get(id) === true);
    } finally {
      this.running.delete(id);
    }
  }

  /** Switches a trunk off at its carrier. What stands against it is in the outcome. */
  async release(
    { provider, credentials }: { provider: ProviderFacade; credentials: ProviderCredentials },
    { id, externalId }: Pick<TelephonyTrunk, 'id' | 'externalId'>,
  ): Promise<TrunkOutcome> {
    const { displayName } = provider.metadata;
    if (externalId === null) return detached(`${displayName} never had this trunk.`);
    try {
      await trunksOf(provider).disable(credentials, externalId, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS));
      return detached(`Switched off at ${displayName}.`);
    } catch (error) {
      return this.failure(error, id);
    }
  }

  /** Again and again while the trunk is changed meanwhile. */
  private async bringInLine(id: number, failures: number): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const trunk = await this.store.find(id);
      const account = trunk && (await this.accounts.find(trunk.telephonyConfigurationId, null));
      if (!trunk || !account) return;
      const { outcome, externalId } = await this.attempt(account, trunk);
      const isCurrent = await this.store.conclude(trunk, outcome, externalId);
      if (isCurrent === null) return this.withdraw(account, trunk, externalId);
      if (isCurrent) return this.retryLater(id, outcome, failures + 1);
    }
    await this.queue.wake({ trunk_id: id, attempts: failures }, new Date());
  }

  private async attempt(account: BackgroundAccount, trunk: TelephonyTrunk): Promise<Attempt> {
    if (account.isParked) return { outcome: this.failure(parked(), trunk.id), externalId: null };
    if (!trunk.isActive) return { outcome: await this.release(account, trunk), externalId: null };
    const { provider, credentials } = account;
    const wanted = { name: `dialplane-${trunk.id}`, settings: trunk.settings, externalId: trunk.externalId };
    try {
      const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
      const externalId = await trunksOf(provider).apply(credentials, wanted, signal);
      const message = `${provider.metadata.displayName} has the trunk as it is here.`;
      return { outcome: { state: 'in_sync', reason: null, message }, externalId };
    } catch (error) {
      return { outcome: this.failure(error, trunk.id), externalId: null };
    }
  }

  /** The trunk was deleted while the carrier was asked: what was made for it then must go too. */
  private async withdraw(account: BackgroundAccount, { id }: TelephonyTrunk, externalId: string | null): Promise<void> {
    if (externalId === null) return;
    const outcome = await this.release(account, { id, externalId });
    if (outcome.state === 'failed') await this.store.recordOrphan(account, externalId, outcome);
  }

  private async retryLater(id: number, outcome: TrunkOutcome, attempts: number): Promise<void> {
    const at = nextAttemptAt(outcome, attempts);
    if (at) await this.queue.wake({ trunk_id: id, attempts }, at);
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
