import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import type { InboundWebhooks } from '../../provider-sync/contract/inbound-webhooks.js';
import { SyncRefusal } from './sync-refusal.js';

/** The URLs that carriers are told, below `PUBLIC_BASE_URL`. */
@Injectable()
export class InboundUrls {
  constructor(private readonly config: AppConfig) {}

  /** @throws SyncRefusal when the operator has not said under which URL carriers reach this service */
  of(provider: string): InboundWebhooks {
    const { publicBaseUrl } = this.config;
    if (publicBaseUrl === null) {
      throw new SyncRefusal(
        'public_base_url_missing',
        'PUBLIC_BASE_URL is not set, so no carrier can reach this service. Set it to the public https URL of Dialplane, restart, and sync again.',
      );
    }
    return inboundUrlsBelow(publicBaseUrl, provider);
  }
}

/** The URLs that carriers are told when this is the public base URL. */
export function inboundUrlsBelow(publicBaseUrl: string, provider: string): InboundWebhooks {
  const base = `${publicBaseUrl}/api/v1/telephony`;
  return {
    answerUrl: `${base}/inbound/${provider}`,
    fallbackUrl: `${base}/inbound/fallback`,
    statusUrl: `${base}/${provider}/events`,
  };
}
