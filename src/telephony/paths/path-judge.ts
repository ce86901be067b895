import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { InboundUrls } from '../sync/inbound-urls.js';
import { judgePath } from './judge-path.js';
import type { PathFacts } from './path-facts.js';
import type { PathVerdict } from './path-verdict.js';

/** Judges the path to a number by what its provider wants and under which URL we are. */
@Injectable()
export class PathJudge {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly urls: InboundUrls,
    private readonly config: AppConfig,
  ) {}

  judge(provider: string, facts: PathFacts): PathVerdict {
    const webhooks = this.config.publicBaseUrl === null ? null : this.urls.of(provider);
    return judgePath(this.registry.get(provider), webhooks, facts);
  }
}
