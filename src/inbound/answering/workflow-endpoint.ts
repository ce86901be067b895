import { createHash } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { errors, request } from 'undici';
import { guardedAgent } from '../../common/outbound/guarded-agent.js';
import { OutboundGuard } from '../../common/outbound/outbound-guard.js';
import type { CallAtHand } from './call-at-hand.js';
import type { Parties } from './call-actions.js';
import { TargetFailure } from './target-failure.js';

const CONNECT_TIMEOUT_MS = 3_000;
/** To one endpoint; more calls wait for their turn, or for their fallback target. */
const MOST_CONNECTIONS = 256;
const IDLE_CONNECTION_MS = 30_000;
const LARGEST_ANSWER = 64 * 1024;

const PRINTABLE = /^[\x20-\x7e\t]*$/;
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What an endpoint has answered. */
export interface EndpointAnswer {
  contentType: string;
  body: string;
}

/** Asks the endpoint of a webhook target, signed by Standard Webhooks. No redirects: what was signed was for this URL. */
@Injectable()
export class WorkflowEndpoint implements OnApplicationShutdown {
  private readonly agent;

  constructor(guard: OutboundGuard) {
    this.agent = guardedAgent(guard, {
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      keepAliveTimeout: IDLE_CONNECTION_MS,
      connections: MOST_CONNECTIONS,
      maxResponseSize: LARGEST_ANSWER,
    });
  }

  /** @throws TargetFailure for everything but a success within the carrier's patience */
  async ask(url: string, at: CallAtHand, parties: Parties): Promise<EndpointAnswer> {
    const budgetMs = Math.floor(at.clock.budgetMs());
    if (budgetMs < 1) throw new TargetFailure('no_time_left');
    const body = JSON.stringify(messageOf(at, parties));
    const headers = { 'content-type': 'application/json', 'user-agent': 'dialplane', ...signatures(at, parties, body) };
    const signal = AbortSignal.timeout(budgetMs);
    try {
      const answer = await request(url, { method: 'POST', headers, body, signal, dispatcher: this.agent });
      const bytes = await answer.body.bytes();
      if (answer.statusCode < 200 || answer.statusCode > 299) throw new TargetFailure(`status_${answer.statusCode}`);
      return { contentType: contentTypeOf(answer.headers['content-type']), body: textOf(bytes) };
    } catch (error) {
      if (error instanceof TargetFailure) throw error;
      throw new TargetFailure(signal.aborted ? 'timeout' : codeOf(error));
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }
}

function codeOf(error: unknown): string {
  return error instanceof errors.ResponseExceededMaxSizeError ? 'answer_too_large' : 'unreachable';
}

/** Empty for what could not be sent on in a header. */
function contentTypeOf(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && PRINTABLE.test(sent) ? sent : '';
}

/** Sent on as UTF-8, the same bytes must come out. */
function textOf(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new TargetFailure('answer_not_utf8');
  }
}

function messageOf({ provider, call }: CallAtHand, { number, workflow }: Parties): object {
  return {
    type: 'call.inbound',
    timestamp: new Date().toISOString(),
    data: {
      call_id: call.callId,
      provider: provider.metadata.provider,
      from: call.from,
      to: number.address,
      phone_number_id: number.id,
      telephony_configuration_id: number.configurationId,
      workflow_id: workflow.id,
      organization_id: workflow.organizationId,
      parameters: call.parameters,
    },
  };
}

/** One signature for each live secret; the id is the same for every attempt of the same call. */
function signatures(
  { call, isFallback }: CallAtHand,
  { number, workflow }: Parties,
  body: string,
): Record<string, string> {
  const subject = `${number.configurationId}|${call.callId}|${isFallback}`;
  const id = `msg_${createHash('sha256').update(subject).digest('hex').slice(0, 32)}`;
  const sentAt = new Date();
  const made = workflow.secrets().map((secret) => new Webhook(secret).sign(id, sentAt, body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    ...(made.length === 0 ? {} : { 'webhook-signature': made.join(' ') }),
  };
}
