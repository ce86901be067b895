import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { isJsonObject } from '../../contract/json-shape.js';
import { ProviderError } from '../../contract/provider-error.js';
import { CloudonixClient } from './cloudonix.client.js';
import type { CloudonixApplication, CloudonixDomain } from './cloudonix.resources.js';

/** What answers destinations that no DNID matches; the data model calls it `application`, updates `defaultApplication`. */
function defaultOf({ defaultApplication, application }: CloudonixDomain): unknown {
  return defaultApplication ?? application ?? null;
}

function isThis(present: unknown, { id, uuid, name }: CloudonixApplication): boolean {
  const told = isJsonObject(present) ? [present['id'], present['uuid'], present['name']] : [present];
  const known = [id, uuid, name].filter((value) => value !== null && value !== undefined).map(String);
  return told.some(
    (value) => (typeof value === 'string' || typeof value === 'number') && known.includes(String(value)),
  );
}

/** A key that may not change the domain, or a domain that cannot be changed so. */
function isForbidden(error: unknown): boolean {
  return (
    error instanceof ProviderError && (error.code === 'provider_refused' || error.code === 'provider_unauthorized')
  );
}

/**
 * The application that a domain starts when no DNID matches. It belongs to the tenant: ours is put there only when there
 * is none, and taken away only while it is ours. Numbers are bound by their DNIDs and do without it, so a key that may
 * not change the domain is no fault.
 */
@Injectable()
export class CloudonixDefaultApplication {
  constructor(private readonly client: CloudonixClient) {}

  /** @throws ProviderError */
  async setIfNone(
    credentials: ProviderCredentials,
    application: CloudonixApplication,
    signal: AbortSignal,
  ): Promise<void> {
    const domain = await this.client.getDomain(credentials, signal);
    const { id } = application;
    if (!domain || defaultOf(domain) !== null || id === null || id === undefined) return;
    await this.set(credentials, id, signal);
  }

  /** @throws ProviderError */
  async clearIfThis(
    credentials: ProviderCredentials,
    application: CloudonixApplication,
    signal: AbortSignal,
  ): Promise<void> {
    const domain = await this.client.getDomain(credentials, signal);
    if (domain && isThis(defaultOf(domain), application)) await this.set(credentials, null, signal);
  }

  private async set(credentials: ProviderCredentials, id: string | number | null, signal: AbortSignal): Promise<void> {
    try {
      await this.client.setDefaultApplication(credentials, id, signal);
    } catch (error) {
      if (!isForbidden(error)) throw error;
    }
  }
}
