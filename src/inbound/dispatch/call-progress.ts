import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import type { CallStatus, CallStep } from '../../provider-sync/contract/inbound/inbound-event.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import type { CarrierClock } from '../answering/carrier-clock.js';
import { CallRecorder } from '../calls/call-recorder.js';
import type { Signers } from '../verification/inbound-verifier.js';
import { PublicUrls } from '../verification/public-urls.js';

/** Verified news of a call. */
export interface NewsAtHand {
  provider: ProviderFacade;
  event: CallStatus | CallStep;
  signers: Signers;
  clock: CarrierClock;
}

/** Follows calls after their answer: remembers what becomes of them, and goes on where the carrier waits for orders. */
@Injectable()
export class CallProgress {
  private readonly logger = new Logger(CallProgress.name);

  constructor(
    private readonly recorder: CallRecorder,
    private readonly urls: PublicUrls,
  ) {}

  /** Never fails. Returns false when the carrier waits for orders and has taken none. */
  async hear(news: NewsAtHand): Promise<boolean> {
    const { event, signers } = news;
    if (event.state !== null) {
      this.recorder.news({
        configurationIds: signers.map(({ id }) => id),
        callId: event.callId,
        state: event.state,
        durationSeconds: event.durationSeconds,
        at: new Date(),
      });
    }
    return event.kind === 'status' || this.goOn(event, news);
  }

  /** Any of the signers may be the one that answered; what the carrier refuses to one is tried by the next. */
  private async goOn(step: CallStep, { provider, signers, clock }: NewsAtHand): Promise<boolean> {
    const { provider: name } = provider.metadata;
    const context = { callId: step.callId, statusUrl: this.urls.statusOf(name) };
    const signal = AbortSignal.timeout(Math.max(1, Math.round(clock.marginMs())));
    for (const configuration of signers) {
      try {
        await provider.control?.proceed(step, { credentials: configuration.credentials(), context, signal });
        return true;
      } catch (error) {
        const facts = { provider: name, configurationId: configuration.id, step: step.step, ...describeSafely(error) };
        this.logger.warn(facts, 'A call could not be led on');
      }
    }
    return false;
  }
}
