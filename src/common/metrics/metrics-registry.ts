import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';

/** Where everybody registers the metrics of this process; `GET /metrics` shows them. One per application. */
@Injectable()
export class MetricsRegistry extends Registry {}
