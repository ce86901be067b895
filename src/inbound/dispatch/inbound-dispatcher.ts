import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import type { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import type { InboundWebhookStrategy } from '../../provider-sync/contract/inbound/inbound-webhook.strategy.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CallAnswerer } from '../answering/call-answerer.js';
import { CarrierClock } from '../answering/carrier-clock.js';
import { InboundMetrics } from '../answering/inbound-metrics.js';
import type { InboundAnswer } from '../front/inbound-answer.js';
import { ACKNOWLEDGED, DENIED, UNTOLD } from '../front/inbound-answer.js';
import type { Awaitable } from '../routing/route-table.js';
import type { ClaimedRequest, Signers } from '../verification/inbound-verifier.js';
import { InboundVerifier } from '../verification/inbound-verifier.js';
import type { NewsAtHand } from './call-progress.js';
import { CallProgress } from './call-progress.js';
import type { Entry } from './entry.js';
import { RecentAnswers } from './recent-answers.js';

type Claim = ClaimedRequest & { facade: ProviderFacade };

type WebhookProvider = ProviderFacade & { webhook: InboundWebhookStrategy };

/** A request of a carrier, from the moment it came. */
export interface Arrival {
  entry: Entry;
  request: InboundRequest;
  /** By `performance.now()`. */
  startedAt: number;
}

/**
 * The path of every webhook: who claims to send it → what it says → whether that is true → only then anything that can
 * be observed.
 */
@Injectable()
export class InboundDispatcher {
  private readonly logger = new Logger(InboundDispatcher.name);
  private providers: readonly WebhookProvider[] | null = null;

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly verifier: InboundVerifier,
    private readonly answerer: CallAnswerer,
    private readonly progress: CallProgress,
    private readonly recent: RecentAnswers,
    private readonly metrics: InboundMetrics,
  ) {}

  /** {@link DENIED} for everything that is not surely from a carrier. */
  dispatch(arrival: Arrival): Awaitable<InboundAnswer> {
    let provider = 'unknown';
    // Before it is verified, a fault of ours must look like any other denial.
    const fail = (error: unknown): InboundAnswer => {
      this.logger.error({ provider, ...describeSafely(error) }, 'A webhook could not be verified, and was denied');
      return this.deny(provider);
    };
    let claim: Claim | null;
    let signers: Awaitable<Signers | null>;
    try {
      claim = this.claimOf(arrival);
      if (claim === null) return this.deny(provider);
      provider = claim.provider;
      signers = this.verifier.verify(claim);
    } catch (error) {
      return fail(error);
    }
    const made = claim;
    return signers instanceof Promise
      ? signers.then((found) => this.follow(arrival, made, found), fail)
      : this.follow(arrival, made, signers);
  }

  /** Whether a provider of this name announces calls by webhooks. */
  knows(provider: string): boolean {
    return this.webhookProviders().some(({ metadata }) => metadata.provider === provider);
  }

  private follow(arrival: Arrival, { facade, event }: Claim, signers: Signers | null): Awaitable<InboundAnswer> {
    if (signers === null || event === null) return this.deny(facade.metadata.provider);
    if (event.kind !== 'call') return this.hear({ provider: facade, event, signers, clock: clockOf(facade, arrival) });
    // Nobody waits at this URL for being told what to do.
    const { purpose } = arrival.entry;
    if (purpose === 'status') return ACKNOWLEDGED;
    const owners = signers.map(({ id }) => id).join(',');
    // Orders that were given are being carried out, at whichever URL the carrier announces the call again.
    const question = facade.control === null ? purpose : 'answer';
    const call = `${facade.metadata.provider}\n${owners}\n${event.callId}\n${question}`;
    const clock = clockOf(facade, arrival);
    const isFallback = purpose === 'fallback';
    return this.recent.of(call, () =>
      this.answerer.answer({ provider: facade, call: event, signers, clock, isFallback }),
    );
  }

  private hear(news: NewsAtHand): Promise<InboundAnswer> {
    return this.progress.hear(news).then((isSettled) => (isSettled ? ACKNOWLEDGED : UNTOLD));
  }

  private deny(provider: string): InboundAnswer {
    this.metrics.deniedRequest(provider);
    return DENIED;
  }

  /** Who claims to have sent a request, and what it says; null when it looks like nobody's. */
  private claimOf({ entry, request }: Arrival): Claim | null {
    const providers = this.webhookProviders();
    const facade =
      entry.provider === null
        ? providers.find(({ webhook }) => webhook.recognises(request))
        : providers.find(({ metadata }) => metadata.provider === entry.provider);
    if (!facade) return null;
    const { metadata, webhook: strategy } = facade;
    return { facade, provider: metadata.provider, strategy, request, event: strategy.read(request) };
  }

  private webhookProviders(): readonly WebhookProvider[] {
    this.providers ??= this.registry.all().filter((provider): provider is WebhookProvider => provider.webhook !== null);
    return this.providers;
  }
}

function clockOf({ metadata }: ProviderFacade, { startedAt }: Arrival): CarrierClock {
  return new CarrierClock(metadata.capabilities.webhookDeadlineMs, startedAt);
}
