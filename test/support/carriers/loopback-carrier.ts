import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnsweringParty } from './answering-party.js';
import type { CarrierAnswer } from './carrier-answer.js';
import { CarrierRefusal } from './carrier-refusal.js';
import type { AppliedFaultScope, Fault, FaultScope } from './fault.js';
import { FaultPlan } from './fault-plan.js';
import { LoopbackDoor, type UpgradeReceiver } from './loopback-door.js';
import { readRequest } from './read-request.js';
import type { RecordedRequest } from './recorded-request.js';
import { matchesRequest, type RequestMatch } from './request-match.js';
import { sendAnswer, sendMalformed, sendThenReset } from './send-answer.js';

export interface FailOptions extends AppliedFaultScope {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out, the carrier's own error body for the status. */
  readonly body?: unknown;
}

export interface RateLimitOptions extends FaultScope {
  readonly retryAfterSeconds: number;
}

export interface RequestCounters {
  readonly total: number;
  readonly reads: number;
  readonly writes: number;
  readonly byStatus: Readonly<Record<number, number>>;
}

type RequestHook = (request: RecordedRequest) => Promise<void> | void;
type AnswerListener = (request: RecordedRequest, tookMs: number) => void;

/** Never sent: the fault that left the work undone brings its own answer, or none. */
const UNAPPLIED: CarrierAnswer = { status: 500 };

/**
 * A carrier's HTTP API on 127.0.0.1: it holds state and is strict, and it can be told to fail.
 * A request is recorded, then meets the hooks, then the faults, then the carrier's handler.
 */
export abstract class LoopbackCarrier {
  readonly requests: RecordedRequest[] = [];

  private readonly doors = new Map<string, LoopbackDoor>();
  private readonly faults = new FaultPlan();
  private readonly hooks = new Set<{ match: RequestMatch; run: RequestHook }>();
  private readonly listeners = new Set<AnswerListener>();
  private readonly defects: unknown[] = [];

  /** The carrier's real hosts, in the order of the ports given to `listen`. */
  protected abstract readonly hosts: readonly string[];

  /** Answers one request from the state alone, at once; throws `CarrierRefusal` to refuse. */
  protected abstract handle(request: RecordedRequest): CarrierAnswer;

  /** Only for carriers that speak WebSocket. */
  protected readonly upgrade?: UpgradeReceiver;

  /** The carrier's own error body for a status. */
  protected abstract errorBody(status: number, request: RecordedRequest): unknown;

  /** Who would answer a call to the number now. */
  abstract whoAnswers(e164: string): AnsweringParty;

  /** Every number of every account, in E.164. */
  abstract listNumbers(): string[];

  /** Port 0, or none, takes any free port. */
  async listen(...ports: readonly number[]): Promise<this> {
    try {
      for (const [index, host] of this.hosts.entries()) {
        const receive = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
          void this.receive(host, incoming, outgoing);
        };
        const door = await LoopbackDoor.open(ports[index] ?? 0, receive, this.upgrade);
        this.doors.set(host, door);
      }
    } catch (error) {
      await this.close();
      throw error;
    }
    return this;
  }

  /** Rejects if a hook or a handler has thrown, because that request looked to its caller like a broken network. */
  async close(): Promise<void> {
    const doors = [...this.doors.values()];
    this.doors.clear();
    await Promise.all(doors.map((door) => door.close()));
    const [defect] = this.defects.splice(0);
    if (defect !== undefined) throw defect;
  }

  /** Stands for `https://` and the carrier's first host. */
  get baseUrl(): string {
    return this.urlOf(this.hosts[0] ?? '');
  }

  get counters(): RequestCounters {
    const reads = this.count({ method: /^(GET|HEAD)$/ });
    const byStatus: Record<number, number> = {};
    for (const { status } of this.requests) {
      if (status !== undefined) byStatus[status] = (byStatus[status] ?? 0) + 1;
    }
    return { total: this.requests.length, reads, writes: this.requests.length - reads, byStatus };
  }

  count(match: RequestMatch = {}): number {
    return this.requests.filter((request) => matchesRequest(match, request)).length;
  }

  forgetRequests(): void {
    this.requests.length = 0;
  }

  /** Answers with an error instead of, or after, doing the work. */
  fail({ status, headers, body, ...scope }: FailOptions): void {
    const answer = (request: RecordedRequest): CarrierAnswer => ({
      status,
      body: body ?? this.errorBody(status, request),
      ...(headers && { headers }),
    });
    this.faults.add({ kind: 'answer', answer }, scope);
  }

  rateLimit({ retryAfterSeconds, ...scope }: RateLimitOptions): void {
    this.fail({ status: 429, headers: { 'retry-after': String(retryAfterSeconds) }, ...scope });
  }

  /** Waits before the work, or with `afterApplying` between the work and the answer. */
  delay(ms: number, scope: AppliedFaultScope = {}): void {
    this.faults.add({ kind: 'delay', ms }, scope);
  }

  /** Never answers; the connection stays open until the caller gives up or the carrier closes. */
  hang(scope: AppliedFaultScope = {}): void {
    this.faults.add({ kind: 'hang' }, scope);
  }

  /** Does the work and resets the connection in the middle of the answer. */
  resetMidBody(scope: FaultScope = {}): void {
    this.faults.add({ kind: 'reset' }, { ...scope, afterApplying: true });
  }

  /** Does the work and answers with JSON that stops in the middle. */
  malformedJson(scope: FaultScope = {}): void {
    this.faults.add({ kind: 'malformed' }, { ...scope, afterApplying: true });
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** Runs, and is awaited, before a fitting request is handled. Returns how to take the hook away. */
  onRequest(match: RequestMatch, run: RequestHook): () => void {
    const hook = { match, run };
    this.hooks.add(hook);
    return () => void this.hooks.delete(hook);
  }

  /** Called when a request is over; unanswered, its status is undefined. Returns how to take the listener away. */
  onAnswer(listener: AnswerListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  protected urlOf(host: string): string {
    const door = this.doors.get(host);
    if (!door) throw new Error(`${host} has no port: call listen() first`);
    return door.url;
  }

  private async receive(host: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const request = await readRequest(host, incoming).catch(() => undefined);
    if (!request) return;
    this.requests.push(request);
    try {
      await this.runHooks(request);
      await this.process(request, outgoing);
    } catch (error) {
      this.defects.push(error);
      outgoing.destroy();
    }
    for (const listener of this.listeners) listener(request, performance.now() - startedAt);
  }

  private async runHooks(request: RecordedRequest): Promise<void> {
    for (const hook of [...this.hooks]) {
      if (matchesRequest(hook.match, request)) await hook.run(request);
    }
  }

  private async process(request: RecordedRequest, outgoing: ServerResponse): Promise<void> {
    const delay = this.faults.takeDelay(request);
    const failure = this.faults.takeFailure(request);
    if (delay && !delay.afterApplying) await waitFor(delay);
    const answer = failure && !failure.afterApplying ? UNAPPLIED : this.answer(request);
    if (delay?.afterApplying) await waitFor(delay);
    await this.deliver(failure, answer, request, outgoing);
  }

  private answer(request: RecordedRequest): CarrierAnswer {
    try {
      return this.handle(request);
    } catch (error) {
      if (error instanceof CarrierRefusal) return error.answer;
      throw error;
    }
  }

  private async deliver(
    failure: Fault | undefined,
    answer: CarrierAnswer,
    request: RecordedRequest,
    outgoing: ServerResponse,
  ): Promise<void> {
    const effect = failure?.effect;
    if (effect?.kind === 'hang') {
      if (!outgoing.closed) await new Promise((resolve) => outgoing.once('close', resolve));
      return;
    }
    const chosen = effect?.kind === 'answer' ? effect.answer(request) : answer;
    request.status = chosen.status;
    if (effect?.kind === 'reset') await sendThenReset(chosen, outgoing);
    else if (effect?.kind === 'malformed') sendMalformed(chosen, outgoing);
    else sendAnswer(chosen, outgoing);
  }
}

async function waitFor(fault: Fault): Promise<void> {
  if (fault.effect.kind === 'delay') await sleep(fault.effect.ms);
}
