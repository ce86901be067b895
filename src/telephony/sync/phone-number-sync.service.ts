import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { RemoteRecord, RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import { NumberBinder } from './number-binder.js';
import { PhoneNumberSyncStore } from './phone-number-sync.store.js';
import { SyncRefusal } from './sync-refusal.js';
import type { SyncOutcome } from './sync-state.js';
import type { SyncSubject } from './sync-subject.js';

/** An attempt must end before its lease does. */
const ATTEMPT_TIMEOUT_MS = 25_000;
/** A binding that is switched faster than the carrier answers is left to the next attempt. */
const MAX_ROUNDS = 5;

/** What an ownership check has just read, so that the attempt need not read it again. */
export interface PresentAtCarrier {
  record: RemoteRecord;
  settings: RemoteSettings;
}

/** What an attempt may rely on. */
export interface AttemptOptions {
  present?: PresentAtCarrier | undefined;
  /** Whether an application that was seen to be ours a moment ago need not be looked at again. */
  trustsSighting?: boolean;
}

/**
 * The outward half of a phone number: makes the carrier's settings equal to the stored binding. The intent is stored
 * first, the carrier is asked after the commit, and the outcome is stored; whatever happens in between, the number
 * stays `pending` and is taken up again.
 */
@Injectable()
export class PhoneNumberSyncService {
  private readonly logger = new Logger(PhoneNumberSyncService.name);

  constructor(
    private readonly store: PhoneNumberSyncStore,
    private readonly binder: NumberBinder,
  ) {}

  /** Claims a number and brings it in sync. Null when another process holds it: that one will see the change. */
  async sync(
    id: number,
    token: string,
    options: AttemptOptions & { confirmShared?: boolean } = {},
  ): Promise<SyncOutcome | null> {
    const subject = await this.store.claim(id, token, options.confirmShared ? { confirmShared: true } : {});
    return subject ? this.settle(subject, token, options) : null;
  }

  /**
   * Brings a claimed number in sync, again and again while the wanted state changes meanwhile. Null when it is
   * still pending: another process took over, or the wanted state changes faster than the carrier answers.
   */
  async settle(subject: SyncSubject, token: string, options: AttemptOptions = {}): Promise<SyncOutcome | null> {
    let current: SyncSubject | null = subject;
    for (let round = 0; current !== null && round < MAX_ROUNDS; round += 1) {
      const present = round === 0 ? options.present : undefined;
      const outcome = await this.attempt(current, token, { ...options, present });
      if (await this.store.conclude(current, token, outcome)) return outcome;
      current = await this.store.claim(current.phoneNumberId, token);
    }
    await this.store.release(subject.phoneNumberId, token);
    return null;
  }

  /**
   * Claims a number that is about to be deleted and releases it at the carrier. The claim marks a bound number as
   * pending, so that a crash before the row is gone ends in a bound number that is attached again.
   */
  async detachForRemoval(id: number, token: string): Promise<{ subject: SyncSubject; outcome: SyncOutcome } | null> {
    const subject = await this.store.claim(id, token, { markPending: true });
    if (!subject) return null;
    const outcome = await this.guarded(subject, token, async (attempt) => {
      return subject.memory.applied === null ? this.releaseUnchanged(attempt) : this.binder.detach(attempt);
    });
    const isKept = outcome.state === 'failed';
    if (isKept && !(await this.store.conclude(subject, token, outcome))) await this.store.release(id, token);
    return { subject, outcome };
  }

  /** Lets go of a number that was to be deleted and stays. It is still pending, so it is attached again. */
  letGo({ phoneNumberId }: SyncSubject, token: string): Promise<void> {
    return this.store.release(phoneNumberId, token);
  }

  /**
   * Brings a number that was unbound in sync. One that the carrier was never changed for is not asked about, since
   * nothing can be wrong there because of us. Null while another process holds the number.
   */
  async release(id: number, token: string): Promise<SyncOutcome | null> {
    const subject = await this.store.claim(id, token);
    if (!subject) return null;
    if (subject.isBound || subject.memory.applied !== null) return this.settle(subject, token);
    const outcome = await this.guarded(subject, token, (attempt) => this.releaseUnchanged(attempt));
    if (await this.store.conclude(subject, token, outcome)) return outcome;
    await this.store.release(id, token);
    return null;
  }

  /**
   * Looks once more, after the row of a number is gone, whether its application can be given back: of two numbers that
   * leave at the same time, each still needs it in the eyes of the other. Null when all is well.
   */
  async releaseApplicationOf(removed: SyncSubject): Promise<SyncOutcome | null> {
    try {
      await this.binder.releaseApplication({ subject: removed, signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS) });
      return null;
    } catch (error) {
      return this.failure(error, removed);
    }
  }

  private async releaseUnchanged(attempt: Parameters<NumberBinder['settle']>[0]): Promise<SyncOutcome> {
    await this.binder.releaseApplication(attempt);
    return { state: 'not_applicable', reason: null, message: 'The carrier was never changed for this number.' };
  }

  private attempt(subject: SyncSubject, token: string, options: AttemptOptions): Promise<SyncOutcome> {
    return this.guarded(subject, token, (attempt) => this.binder.settle({ ...attempt, ...options }));
  }

  private async guarded(
    subject: SyncSubject,
    token: string,
    work: (attempt: Parameters<NumberBinder['settle']>[0]) => Promise<SyncOutcome>,
  ): Promise<SyncOutcome> {
    const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
    try {
      return await work({
        subject,
        signal,
        remember: (memory) => this.store.remember(subject, token, memory),
        markProvisioned: (isProvisioned) => this.store.markProvisioned(subject, token, isProvisioned),
      });
    } catch (error) {
      return this.failure(error, subject);
    }
  }

  private failure(error: unknown, subject: SyncSubject): SyncOutcome {
    if (error instanceof SyncRefusal) {
      const { reason, message, observed } = error;
      return { state: 'failed', reason, message, ...(observed === undefined ? {} : { observed }) };
    }
    if (error instanceof ProviderError) {
      const { code, message, retryAfterMs } = error;
      return { state: 'failed', reason: code, message, retryAfterMs };
    }
    this.logger.error({ phoneNumberId: subject.phoneNumberId, ...describeSafely(error) }, 'Sync failed unexpectedly');
    return {
      state: 'failed',
      reason: 'internal_error',
      message: 'Something went wrong on our side; it has been logged. Sync again.',
    };
  }
}
