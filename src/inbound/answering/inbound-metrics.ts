import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { MetricsRegistry } from '../../common/metrics/metrics-registry.js';

const LATENCY_BUCKETS_S = [0.001, 0.002, 0.005, 0.012, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MARGIN_BUCKETS_S = [0, 0.5, 1, 2, 3, 4, 5, 7.5, 9, 10, 12, 14, 15];

/** Counts inbound requests and calls. Labels are closed sets: no number, account or id among them. */
@Injectable()
export class InboundMetrics {
  private readonly calls: Counter<'provider' | 'outcome'>;
  private readonly denied: Counter<'provider'>;
  private readonly failedTargets: Counter<'target' | 'code'>;
  private readonly latency: Histogram<'provider'>;
  private readonly margin: Histogram<'provider'>;

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    this.calls = new Counter({
      name: 'dialplane_inbound_calls_total',
      help: 'Inbound calls by provider and outcome',
      labelNames: ['provider', 'outcome'],
      registers,
    });
    this.denied = new Counter({
      name: 'dialplane_inbound_denied_total',
      help: 'Inbound requests that could not be verified, by the provider they claimed to be from',
      labelNames: ['provider'],
      registers,
    });
    this.failedTargets = new Counter({
      name: 'dialplane_inbound_target_failures_total',
      help: 'Targets that did not take a call, by kind and cause',
      labelNames: ['target', 'code'],
      registers,
    });
    this.latency = new Histogram({
      name: 'dialplane_inbound_answer_duration_seconds',
      help: 'Time from the arrival of a call to its answer',
      labelNames: ['provider'],
      buckets: LATENCY_BUCKETS_S,
      registers,
    });
    this.margin = new Histogram({
      name: 'dialplane_inbound_margin_seconds',
      help: 'What was left of the patience of the carrier when a call was answered',
      labelNames: ['provider'],
      buckets: MARGIN_BUCKETS_S,
      registers,
    });
  }

  answered(provider: string, outcome: 'answered' | 'refused', times: { latencyMs: number; marginMs: number }): void {
    this.calls.inc({ provider, outcome });
    this.latency.observe({ provider }, times.latencyMs / 1_000);
    this.margin.observe({ provider }, times.marginMs / 1_000);
  }

  /** @param provider `unknown` when the request looked like none */
  deniedRequest(provider: string): void {
    this.denied.inc({ provider });
  }

  targetFailed(target: string, code: string): void {
    this.failedTargets.inc({ target, code });
  }
}
