import { Injectable } from '@nestjs/common';
import type { CallAction } from '../../provider-sync/contract/inbound/call-action.js';
import type { CallMarkup } from '../../provider-sync/contract/inbound/call-markup.js';
import type { ControlMeans } from '../../provider-sync/contract/inbound/call-control.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';
import type { InboundAnswer } from '../front/inbound-answer.js';
import { ACKNOWLEDGED } from '../front/inbound-answer.js';
import type { Awaitable } from '../routing/route-table.js';
import type { ConfigurationRoute } from '../routing/routes.js';
import { PublicUrls } from '../verification/public-urls.js';
import type { CallAtHand } from './call-at-hand.js';
import type { Parties } from './call-actions.js';
import { CallActions } from './call-actions.js';
import { targetIn } from './endpoint-document.js';
import { TargetFailure } from './target-failure.js';
import { WorkflowEndpoint } from './workflow-endpoint.js';

/** Hands calls to targets, in the carrier's own form. */
@Injectable()
export class TargetRunner {
  constructor(
    private readonly actions: CallActions,
    private readonly endpoint: WorkflowEndpoint,
    private readonly urls: PublicUrls,
  ) {}

  /** @throws TargetFailure when the target cannot take the call */
  run(
    target: AnyTarget,
    at: CallAtHand,
    parties: Parties,
    configuration: ConfigurationRoute,
  ): Awaitable<InboundAnswer> {
    if (target.type === 'webhook') return this.askEndpoint(target.url, at, parties, configuration);
    return this.perform(this.actions.of(target, at, parties), at, configuration);
  }

  /** @throws TargetFailure when the carrier does not do it */
  perform(action: CallAction, at: CallAtHand, configuration: ConfigurationRoute): Awaitable<InboundAnswer> {
    const { markup, control } = at.provider;
    if (markup) {
      const context = { callId: at.call.callId, statusUrl: this.statusUrl(at) };
      return documentOf(markup, markup.contentType, markup.render(action, context));
    }
    if (!control) throw new TargetFailure('not_supported');
    return this.orderFromCarrier(() => control.begin(action, this.means(at, configuration)));
  }

  /** Ends a call with which nothing else could be done. Returns whether the carrier has taken the order. */
  async hangUp(at: CallAtHand, configuration: ConfigurationRoute): Promise<boolean> {
    const { control } = at.provider;
    try {
      await control?.hangUp(this.means(at, configuration));
      return control !== null;
    } catch {
      return false;
    }
  }

  private async askEndpoint(
    url: string,
    at: CallAtHand,
    parties: Parties,
    configuration: ConfigurationRoute,
  ): Promise<InboundAnswer> {
    const answer = await this.endpoint.ask(url, at, parties);
    const target = targetIn(answer);
    if (target) return this.perform(this.actions.of(target, at, parties), at, configuration);
    const { markup } = at.provider;
    if (!markup?.accepts(answer.contentType, answer.body)) throw new TargetFailure('answer_not_usable');
    return documentOf(markup, answer.contentType, answer.body);
  }

  private async orderFromCarrier(order: () => Promise<void>): Promise<InboundAnswer> {
    try {
      await order();
      return ACKNOWLEDGED;
    } catch (error) {
      if (error instanceof ProviderError) throw new TargetFailure(error.code);
      throw error;
    }
  }

  private means(at: CallAtHand, configuration: ConfigurationRoute): ControlMeans {
    return {
      credentials: configuration.credentials(),
      context: { callId: at.call.callId, statusUrl: this.statusUrl(at) },
      signal: AbortSignal.timeout(Math.round(at.clock.orderMs())),
    };
  }

  private statusUrl(at: CallAtHand): string {
    return this.urls.statusOf(at.provider.metadata.provider);
  }
}

/** A carrier that is given more than it reads ends the call. @throws TargetFailure */
function documentOf({ largestDocument }: CallMarkup, contentType: string, body: string): InboundAnswer {
  if (Buffer.byteLength(body) > largestDocument) throw new TargetFailure('answer_too_large');
  return { status: 200, contentType, body };
}
