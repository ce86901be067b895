import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import type { SignatureFault, SigningKey, Verification } from '../../provider-sync/contract/inbound/verification.js';
import type { DoctorCase } from './doctor-case.js';
import type { SuspectKey } from './suspect-key.js';

/** Of the event loop at a time: calls must not wait for a diagnosis. */
const LONGEST_TURN_MS = 4;

/** What tells the most about a request leads. */
const FAULTS: readonly SignatureFault[] = [
  'signature_expired',
  'signature_foreign',
  'signature_wrong',
  'signature_malformed',
  'signature_missing',
];

/** One way in which the request may have been signed. */
export interface Attempt<T> {
  request: InboundRequest;
  suspect: SuspectKey;
  url: string;
  /** Handed back when it is the one. */
  means: T;
}

/** Verifies a request again and again, each time a little differently, without holding up the event loop. */
export class SignatureSearch {
  private turnBeganAt = performance.now();

  constructor(private readonly subject: DoctorCase) {}

  /** The request as it is, under each accepted key: which of them passes, or else the fault that says the most. */
  asItIs(now: number = this.subject.receivedAt): { passing: SuspectKey | null; fault: SignatureFault } {
    const { accepted, request, expectedUrl } = this.subject;
    const results = accepted.map((suspect) => ({
      suspect,
      result: this.verify(request, suspect.key, expectedUrl, now),
    }));
    const passing = results.find(({ result }) => result.isValid)?.suspect ?? null;
    const faults = new Set(results.flatMap(({ result }) => (result.isValid ? [] : [result.fault])));
    return { passing, fault: FAULTS.find((fault) => faults.has(fault)) ?? 'signature_missing' };
  }

  /** The first that passes, however old it is; null when none does. */
  async first<T>(attempts: Iterable<Attempt<T>>): Promise<Attempt<T> | null> {
    for (const attempt of attempts) {
      const { request, suspect, url } = attempt;
      if (isRight(this.verify(request, suspect.key, url, this.subject.receivedAt))) return attempt;
      if (this.isTurnOver()) await this.nextTurn();
    }
    return null;
  }

  /** By how much the signature is ahead of its arrival, milliseconds; null when no likely time makes it pass. */
  async aheadMs(steps: readonly number[]): Promise<number | null> {
    for (const step of steps) {
      if (this.asItIs(this.subject.receivedAt + step).passing !== null) return step;
      if (this.isTurnOver()) await this.nextTurn();
    }
    return null;
  }

  private isTurnOver(): boolean {
    return performance.now() - this.turnBeganAt > LONGEST_TURN_MS;
  }

  private async nextTurn(): Promise<void> {
    await nextTurn();
    this.turnBeganAt = performance.now();
  }

  private verify(request: InboundRequest, key: SigningKey, url: string, now: number): Verification {
    return this.subject.strategy.verify(request, key, url, now);
  }
}

/** Whether the key has made the signature; that it is old is another matter. */
function isRight(result: Verification): boolean {
  return result.isValid || result.fault === 'signature_expired';
}
