import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { MetricsRegistry } from '../../common/metrics/metrics-registry.js';
import { RouteMemory } from './route-memory.js';
import { RouteWatch } from './route-watch.js';

/** What there is to say of the route table. Counted in plain fields, because look-ups are faster than counters. */
@Injectable()
export class RouteMetrics {
  hits = 0;
  misses = 0;
  stale = 0;

  constructor(registry: MetricsRegistry, memory: RouteMemory, watch: RouteWatch) {
    const registers = [registry];
    const counts = (): object => ({ hit: this.hits, miss: this.misses, stale: this.stale });
    new Counter({
      name: 'dialplane_route_lookups_total',
      help: 'Look-ups of routes: answered from memory, by the database, or from the last known routes',
      labelNames: ['outcome'],
      registers,
      collect() {
        this.reset();
        for (const [outcome, count] of Object.entries(counts())) this.inc({ outcome }, count as number);
      },
    });
    new Gauge({
      name: 'dialplane_route_entries',
      help: 'Routes held in memory',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const [kind, count] of Object.entries(memory.size)) this.set({ kind }, count);
      },
    });
    new Gauge({
      name: 'dialplane_route_staleness_seconds',
      help: 'How long ago it was last proven that no change of a route has been missed',
      registers,
      collect() {
        const { silenceMs } = watch;
        if (silenceMs !== null) this.set(silenceMs / 1_000);
      },
    });
  }
}
