import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';
import { CallRecorder } from '../calls/call-recorder.js';
import type { Decision } from '../dispatch/decide.js';
import type { RefusalReason } from '../dispatch/refusal-reason.js';
import type { FoundRoute } from '../dispatch/route-finder.js';
import { RouteFinder } from '../dispatch/route-finder.js';
import type { InboundAnswer } from '../front/inbound-answer.js';
import { ACKNOWLEDGED, UNTOLD } from '../front/inbound-answer.js';
import type { Awaitable } from '../routing/route-table.js';
import type { ConfigurationRoute, WorkflowRoute } from '../routing/routes.js';
import type { CallAtHand } from './call-at-hand.js';
import { InboundMetrics } from './inbound-metrics.js';
import { NEUTRAL_SENTENCE } from './neutral-sentence.js';
import { TargetFailure } from './target-failure.js';
import { TargetRunner } from './target-runner.js';

type Answered = Extract<Decision, { outcome: 'answered' }>;

/** A call with what was found for it. */
interface FoundCall {
  at: CallAtHand;
  found: FoundRoute;
}

/** Answers verified calls: finds the workflow, hands the call to it, and remembers what came of it. */
@Injectable()
export class CallAnswerer {
  private readonly logger = new Logger(CallAnswerer.name);

  constructor(
    private readonly finder: RouteFinder,
    private readonly runner: TargetRunner,
    private readonly recorder: CallRecorder,
    private readonly metrics: InboundMetrics,
  ) {}

  /** Never fails: a caller whom nothing can be done for hears a sentence, is hung up on, or is announced once more. */
  answer(at: CallAtHand): Awaitable<InboundAnswer> {
    const { accountId, to, toCountry } = at.call;
    const query = { provider: at.provider.metadata.provider, accountId, to, toCountry };
    const found = this.finder.find(query, at.signers);
    return found instanceof Promise
      ? found.then((route) => this.follow({ at, found: route }))
      : this.follow({ at, found });
  }

  private follow(subject: FoundCall): Awaitable<InboundAnswer> {
    const { decision } = subject.found;
    if (decision.outcome === 'refused') return this.refuse(subject, decision.reason);
    return this.tryTargets(subject, decision, targetsOf(decision.workflow, subject.at.isFallback));
  }

  private tryTargets(subject: FoundCall, decision: Answered, targets: readonly AnyTarget[]): Awaitable<InboundAnswer> {
    const [target, ...others] = targets;
    if (!target) return this.refuse(subject, 'target_failed');
    const next = (error: unknown): Awaitable<InboundAnswer> => {
      this.tell(subject, decision, target, error);
      return this.tryTargets(subject, decision, others);
    };
    const done = (answer: InboundAnswer): InboundAnswer => {
      this.remember(subject, { reason: null, target });
      return answer;
    };
    try {
      const answer = this.runner.run(target, subject.at, decision, decision.configuration);
      return answer instanceof Promise ? answer.then(done, next) : done(answer);
    } catch (error) {
      return next(error);
    }
  }

  private async refuse(subject: FoundCall, reason: RefusalReason): Promise<InboundAnswer> {
    const { at, found } = subject;
    const { configuration } = found.decision;
    const owners = configuration ? [configuration] : at.signers;
    const answer = await this.sayNo(at, owners);
    this.logger.log(
      { provider: at.provider.metadata.provider, configurationId: owners[0]?.id, reason, callId: at.call.callId },
      'A call was refused; GET /api/v1/calls shows it',
    );
    this.remember(subject, { reason, target: null });
    return answer;
  }

  /** Of several owners, any may have the credentials that the carrier takes. */
  private async sayNo(at: CallAtHand, owners: readonly ConfigurationRoute[]): Promise<InboundAnswer> {
    for (const owner of owners) {
      try {
        return await this.runner.perform(NEUTRAL_SENTENCE, at, owner);
      } catch (error) {
        const context = { provider: at.provider.metadata.provider, configurationId: owner.id };
        this.logger.warn({ ...context, ...describeSafely(error) }, 'A caller could not even be told no');
      }
    }
    let isEnded = false;
    for (const owner of owners) isEnded = (await this.runner.hangUp(at, owner)) || isEnded;
    return isEnded ? ACKNOWLEDGED : UNTOLD;
  }

  private tell({ at }: FoundCall, { workflow }: Answered, target: AnyTarget, error: unknown): void {
    const code = error instanceof TargetFailure ? error.code : 'unexpected';
    const context = { provider: at.provider.metadata.provider, workflowId: workflow.id, target: target.type, code };
    this.metrics.targetFailed(target.type, code);
    if (error instanceof TargetFailure) this.logger.warn(context, 'A target did not take a call');
    else this.logger.error({ ...context, ...describeSafely(error) }, 'A target could not be asked');
  }

  private remember({ at, found }: FoundCall, end: { reason: RefusalReason | null; target: AnyTarget | null }): void {
    const { call, clock, provider } = at;
    const { number, workflow, configuration } = found.decision;
    const outcome = end.reason === null ? 'answered' : 'refused';
    const marginMs = clock.marginMs();
    const latencyMs = clock.elapsedMs();
    this.metrics.answered(provider.metadata.provider, outcome, { latencyMs, marginMs });
    // A call for a number that nobody has is the affair of everybody whose key has signed it.
    const owners = configuration ? [configuration] : at.signers;
    for (const owner of owners) {
      this.recorder.record({
        organizationId: owner.organizationId,
        configurationId: owner.id,
        provider: provider.metadata.provider,
        accountId: owner.accountId,
        callId: call.callId,
        to: found.address ?? call.to,
        from: call.from,
        phoneNumberId: number?.id ?? null,
        phoneNumberVersion: number?.version ?? null,
        workflowId: workflow?.id ?? null,
        workflowVersion: workflow?.version ?? null,
        outcome,
        reason: end.reason,
        target: end.target?.type ?? null,
        usedFallback: end.target !== null && end.target !== workflow?.target,
        isStale: found.isStale,
        receivedAt: new Date(Date.now() - latencyMs),
        latencyMs,
        marginMs,
      });
    }
  }
}

/** In the order in which they are tried. A carrier that asks once more has seen the first fail. */
function targetsOf({ target, fallbackTarget }: WorkflowRoute, isFallback: boolean): AnyTarget[] {
  if (fallbackTarget === null) return [target];
  return isFallback ? [fallbackTarget, target] : [target, fallbackTarget];
}
