import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '../../database/database.js';
import { invalidApiKey } from '../auth.errors.js';
import type { OrganizationId } from '../organization-id.js';
import type { Principal } from '../principal.js';
import type { Scope } from '../scope.js';
import { hashApiKey } from './api-key-secret.js';
import { ApiKeyUsage } from './api-key-usage.js';

const CACHE_TTL_MS = 5_000;
const CACHE_SIZE = 10_000;

const FIND_BY_HASH = {
  name: 'api-key-by-hash',
  text: `SELECT id, organization_id, scopes, expires_at
           FROM api_keys
          WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
};

interface ApiKeyRow {
  id: number;
  organization_id: number;
  scopes: Scope[];
  expires_at: Date | null;
}

interface CachedPrincipal {
  principal: Principal;
  expiresAtMs: number;
}

/**
 * Turns a presented key into a principal. The look-up compares SHA-256 values of 256 random bits, so its timing tells
 * nothing about a key. A valid key is remembered for five seconds; an unknown one never, so that a key works from the
 * moment it was issued.
 */
@Injectable()
export class ApiKeyVerifier {
  private readonly cache = new LRUCache<string, CachedPrincipal>({ max: CACHE_SIZE, ttl: CACHE_TTL_MS });

  constructor(
    private readonly database: Database,
    private readonly usage: ApiKeyUsage,
  ) {}

  /** @throws DomainError `invalid_api_key` when the key is unknown, expired or revoked */
  async verify(key: string): Promise<Principal> {
    const hash = hashApiKey(key);
    const cacheKey = hash.toString('base64');
    const cached = this.cache.get(cacheKey) ?? (await this.load(hash, cacheKey));
    if (!cached || cached.expiresAtMs <= Date.now()) throw invalidApiKey();
    this.usage.note(cached.principal.apiKeyId);
    return cached.principal;
  }

  /** Makes a revocation take effect now instead of when the cache forgets. */
  forget(hash: Buffer): void {
    this.cache.delete(hash.toString('base64'));
  }

  private async load(hash: Buffer, cacheKey: string): Promise<CachedPrincipal | undefined> {
    const [row] = await this.database.query<ApiKeyRow>(FIND_BY_HASH, [hash]);
    if (!row) return undefined;
    const loaded: CachedPrincipal = {
      principal: { organizationId: row.organization_id as OrganizationId, apiKeyId: row.id, scopes: row.scopes },
      expiresAtMs: row.expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
    };
    this.cache.set(cacheKey, loaded);
    return loaded;
  }
}
