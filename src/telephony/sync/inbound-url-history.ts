import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { InboundWebhooks } from '../../provider-sync/contract/inbound-webhooks.js';
import { InboundUrls, inboundUrlsBelow } from './inbound-urls.js';

const ALL = { name: 'inbound-url-history', text: 'SELECT url FROM public_urls ORDER BY is_current, in_use_since, url' };

/** All URLs that carriers were ever told, below every `PUBLIC_BASE_URL` that this installation has had. */
@Injectable()
export class InboundUrlHistory {
  constructor(
    private readonly database: Database,
    private readonly urls: InboundUrls,
  ) {}

  /**
   * The oldest come first, the present ones last.
   * @throws SyncRefusal when no public URL was ever set
   */
  async of(provider: string): Promise<InboundWebhooks[]> {
    const rows = await this.database.query<{ url: string }>(ALL, []);
    if (rows.length === 0) return [this.urls.of(provider)];
    return rows.map(({ url }) => inboundUrlsBelow(url, provider));
  }

  /** Every `PUBLIC_BASE_URL` that was ever set, the oldest first. */
  async bases(): Promise<string[]> {
    const rows = await this.database.query<{ url: string }>(ALL, []);
    return rows.map(({ url }) => url);
  }
}
