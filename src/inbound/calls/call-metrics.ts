import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { MetricsRegistry } from '../../common/metrics/metrics-registry.js';

/**
 * Why a call record is lost: the database refuses it for what is in it, the disk or memory had no more room, or a file
 * on the disk was damaged.
 */
type LossReason = 'refused' | 'disk_full' | 'memory_full' | 'unreadable';

/** Where call records are on their way. */
@Injectable()
export class CallMetrics {
  readonly buffered: Gauge;
  readonly spilledBytes: Gauge;
  readonly spilled: Counter;
  readonly written: Counter;
  private readonly lost: Counter<'reason'>;

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    this.buffered = new Gauge({
      name: 'dialplane_call_records_buffered',
      help: 'Call records and news in memory, waiting to be written',
      registers,
    });
    this.spilledBytes = new Gauge({
      name: 'dialplane_call_records_spilled_bytes',
      help: 'Size of the call records of this process that wait on the disk for the database',
      registers,
    });
    this.spilled = new Counter({
      name: 'dialplane_call_records_spilled_total',
      help: 'Call records and news that were put on the disk because the database did not take them',
      registers,
    });
    this.written = new Counter({
      name: 'dialplane_call_records_written_total',
      help: 'Call records that the database took, repeated ones included',
      registers,
    });
    this.lost = new Counter({
      name: 'dialplane_call_records_lost_total',
      help: 'Call records and news that could not be kept',
      labelNames: ['reason'],
      registers,
    });
  }

  lose(reason: LossReason, count = 1): void {
    this.lost.inc({ reason }, count);
  }
}
