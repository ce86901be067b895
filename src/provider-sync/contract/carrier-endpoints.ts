import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import type { ProviderEndpoint } from './provider-metadata.js';

/** Where the carriers' APIs are: the documented addresses unless the environment names others. */
@Injectable()
export class CarrierEndpoints {
  constructor(private readonly config: AppConfig) {}

  /** The base URL without a trailing slash. */
  urlOf(endpoint: ProviderEndpoint): string {
    return this.config.carrierBaseUrls.get(endpoint.variable) ?? endpoint.defaultUrl;
  }

  /** Whether the environment names an address of its own for it. */
  isOverridden(endpoint: ProviderEndpoint): boolean {
    return this.config.carrierBaseUrls.has(endpoint.variable);
  }
}
