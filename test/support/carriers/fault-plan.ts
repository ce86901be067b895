import type { AppliedFaultScope, Fault, FaultEffect } from './fault.js';
import type { RecordedRequest } from './recorded-request.js';
import { matchesRequest } from './request-match.js';

/** The faults that are switched on, oldest first. A request meets at most one delay and one other fault. */
export class FaultPlan {
  private faults: Fault[] = [];

  add(effect: FaultEffect, scope: AppliedFaultScope): void {
    const { match = {}, times = Number.POSITIVE_INFINITY, afterApplying = false } = scope;
    this.faults.push({ effect, match, remaining: times, afterApplying });
  }

  clear(): void {
    this.faults = [];
  }

  takeDelay(request: RecordedRequest): Fault | undefined {
    return this.take(request, (fault) => fault.effect.kind === 'delay');
  }

  takeFailure(request: RecordedRequest): Fault | undefined {
    return this.take(request, (fault) => fault.effect.kind !== 'delay');
  }

  private take(request: RecordedRequest, isWanted: (fault: Fault) => boolean): Fault | undefined {
    const found = this.faults.find((fault) => isWanted(fault) && matchesRequest(fault.match, request));
    if (!found) return undefined;
    found.remaining -= 1;
    if (found.remaining <= 0) this.faults = this.faults.filter((fault) => fault !== found);
    return found;
  }
}
