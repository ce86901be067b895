import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import type { PublicUrlSighting } from './path-facts.js';
import { PublicUrlReach } from './public-url.reach.js';
import { PublicUrlStore } from './public-url.store.js';

/** Tries whether the public URL leads here, and keeps the answer. */
@Injectable()
export class PublicUrlProbe {
  constructor(
    private readonly config: AppConfig,
    private readonly reach: PublicUrlReach,
    private readonly store: PublicUrlStore,
  ) {}

  /** @returns null when no public URL is set */
  async probe(): Promise<PublicUrlSighting | null> {
    const { publicBaseUrl } = this.config;
    if (publicBaseUrl === null) return null;
    const sighting = await this.reach.try(publicBaseUrl);
    await this.store.record(publicBaseUrl, sighting);
    return sighting;
  }
}
