import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import type { InboundEvent } from '../../provider-sync/contract/inbound/inbound-event.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { ConnectionCalls } from '../../telephony/connections/connection-calls.port.js';
import type { ConnectionSubject } from '../../telephony/connections/connection-subject.js';
import { CallAnswerer } from '../answering/call-answerer.js';
import { CarrierClock } from '../answering/carrier-clock.js';
import { RouteTable } from '../routing/route-table.js';
import { CallProgress } from './call-progress.js';
import { RecentAnswers } from './recent-answers.js';

/** Answers the calls that are announced over held connections. Whoever could sign in there needs no signature. */
@Injectable()
export class ConnectionCallAnswerer extends ConnectionCalls {
  private readonly logger = new Logger(ConnectionCallAnswerer.name);

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly table: RouteTable,
    private readonly answerer: CallAnswerer,
    private readonly progress: CallProgress,
    private readonly recent: RecentAnswers,
  ) {
    super();
  }

  onEvent(subject: ConnectionSubject, event: InboundEvent): void {
    this.follow(subject, event, performance.now()).catch((error: unknown) => {
      const facts = { provider: subject.provider, configurationId: subject.id, ...describeSafely(error) };
      this.logger.error(facts, 'News of a call could not be followed');
    });
  }

  private async follow(subject: ConnectionSubject, heard: InboundEvent, startedAt: number): Promise<void> {
    const provider = this.registry.get(subject.provider);
    const { accountId } = subject;
    const { configurations } = await this.table.account(subject.provider, accountId);
    const signers = configurations.filter(({ id }) => id === subject.id);
    if (signers.length === 0) return;
    const clock = new CarrierClock(provider.metadata.capabilities.webhookDeadlineMs, startedAt);
    const event = { ...heard, accountId };
    if (event.kind !== 'call') {
      await this.progress.hear({ provider, event, signers, clock });
      return;
    }
    const call = `${subject.provider}\n${subject.id}\n${event.callId}\nanswer`;
    await this.recent.of(call, () =>
      this.answerer.answer({ provider, call: event, signers, clock, isFallback: false }),
    );
  }
}
