import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { inboundUrlsBelow } from '../../telephony/sync/inbound-urls.js';

/** Where a service without `PUBLIC_BASE_URL` would be; no carrier was told this URL. */
const NOWHERE = 'https://public-base-url.invalid';

/** The URLs that carriers know. The Host header of a request is never believed. */
@Injectable()
export class PublicUrls {
  private readonly base: string;

  constructor(config: AppConfig) {
    this.base = config.publicBaseUrl ?? NOWHERE;
  }

  /** The URL that a request was sent to, as the carrier was told it. @param target path and query */
  of(target: string): string {
    return this.base + target;
  }

  /** Where a provider reports the progress of calls. */
  statusOf(provider: string): string {
    return inboundUrlsBelow(this.base, provider).statusUrl;
  }
}
