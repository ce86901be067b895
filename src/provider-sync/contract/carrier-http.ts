import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Agent, request } from 'undici';
import { guardedAgent } from '../../common/outbound/guarded-agent.js';
import { OutboundGuard } from '../../common/outbound/outbound-guard.js';
import type { CarrierCall } from './carrier-call.js';
import { toWireRequest } from './carrier-call.js';
import {
  faultOfAnswer,
  faultOfException,
  faultOfRefusedCall,
  invalidResponse,
  isTimeUp,
  timedOut,
} from './carrier-fault.js';
import { CarrierPolicies } from './carrier-policies.js';
import { retryAfterMs, waitBeforeRetry } from './carrier-retry.js';
import type { Shape } from './json-shape.js';
import { isJsonObject } from './json-shape.js';
import { ProviderError } from './provider-error.js';

const TOTAL_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 3_000;
const IDLE_CONNECTION_MS = 10_000;
const LARGEST_ANSWER = 5 * 1024 * 1024;

const AGENT_OPTIONS = { keepAliveTimeout: IDLE_CONNECTION_MS, maxResponseSize: LARGEST_ANSWER, allowH2: false };

interface Answer {
  status: number;
  retryAfterMs: number | undefined;
  text: string;
}

/**
 * The one client for calls to carriers: shared connections, time-outs, repetition of what may be repeated, a
 * concurrency limit and a circuit breaker per account, a size limit, no redirects. It logs nothing.
 */
@Injectable()
export class CarrierHttp implements OnApplicationShutdown {
  private readonly policies = new CarrierPolicies();
  private readonly agent = new Agent({ ...AGENT_OPTIONS, connect: { timeout: CONNECT_TIMEOUT_MS } });
  /** For addresses that tenants typed. */
  private readonly tenantAgent: Agent;

  constructor(guard: OutboundGuard) {
    this.tenantAgent = guardedAgent(guard, { ...AGENT_OPTIONS, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  }

  /**
   * Makes a call and checks the shape of its answer, which is undefined when it has no body.
   * @returns the answer; null only for the statuses of `nullOn`
   * @throws ProviderError, or the reason of the signal when the caller gives up for another cause than time
   */
  async send<T>(
    call: CarrierCall & { nullOn: readonly number[] },
    isShape: Shape<T>,
    signal: AbortSignal,
  ): Promise<T | null>;
  async send<T>(call: CarrierCall & { nullOn?: never }, isShape: Shape<T>, signal: AbortSignal): Promise<T>;
  async send<T>(call: CarrierCall, isShape: Shape<T>, signal: AbortSignal): Promise<T | null> {
    const answer = await this.sendPatiently(call, signal);
    if (call.nullOn?.includes(answer.status)) return null;
    const body = parse(answer.text);
    if (body.isJson && isShape(body.value)) return body.value;
    throw invalidResponse(call.account, body.isJson ? 'UNEXPECTED_SHAPE' : 'NOT_JSON');
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.agent.destroy(), this.tenantAgent.destroy()]);
  }

  private async sendPatiently(call: CarrierCall, caller: AbortSignal): Promise<Answer> {
    const budgetMs = call.timeoutMs ?? TOTAL_TIMEOUT_MS;
    const deadline = performance.now() + budgetMs;
    const signal = AbortSignal.any([caller, AbortSignal.timeout(budgetMs)]);
    for (let retries = 0; ; retries += 1) {
      try {
        return await this.policies.run(call.account, () => this.attempt(call, signal), signal);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw faultOfRefusedCall(call.account, error, signal);
        const waitMs = waitBeforeRetry(call, error, retries);
        if (waitMs === null || performance.now() + waitMs >= deadline) throw error;
        await wait(waitMs, signal, error);
      }
    }
  }

  /** @throws ProviderError, also for statuses that are not a success; the caller's reason when it has given up */
  private async attempt(call: CarrierCall, signal: AbortSignal): Promise<Answer> {
    const answer = await this.exchange(call, signal);
    const { status } = answer;
    if ((status >= 200 && status < 300) || call.nullOn?.includes(status)) return answer;
    throw faultOfAnswer(call.account, { ...answer, carrierCode: carrierCodeOf(answer.text) });
  }

  private async exchange(call: CarrierCall, signal: AbortSignal): Promise<Answer> {
    const { url, ...options } = toWireRequest(call);
    const dispatcher = call.isTenantAddress ? this.tenantAgent : this.agent;
    try {
      const { statusCode, headers, body } = await request(url, { ...options, signal, dispatcher });
      return { status: statusCode, retryAfterMs: retryAfterMs(headers['retry-after']), text: await body.text() };
    } catch (error) {
      if (!signal.aborted) throw faultOfException(call.account, error);
      throw isTimeUp(signal.reason) ? timedOut(call.account) : signal.reason;
    }
  }
}

/** Waits for the next attempt; when there is no time for it, the fault of the last one stands. */
async function wait(ms: number, signal: AbortSignal, lastFault: ProviderError): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw isTimeUp(signal.reason) ? lastFault : signal.reason;
  }
}

function parse(text: string): { isJson: true; value: unknown } | { isJson: false } {
  if (text === '') return { isJson: true, value: undefined };
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false };
  }
}

/**
 * The carrier's own number of an error: Twilio's `code`, Vonage's `error-code`, the `code` of the first of Telnyx's
 * `errors`. Only a number may reach a message.
 */
function carrierCodeOf(text: string): number | null {
  const body = parse(text);
  if (!body.isJson || !isJsonObject(body.value)) return null;
  const { errors } = body.value;
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  const { code: firstCode } = isJsonObject(first) ? first : {};
  const code = Number(body.value['code'] ?? body.value['error-code'] ?? firstCode ?? Number.NaN);
  return Number.isInteger(code) && code > 0 && code < 1_000_000 ? code : null;
}
