import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, IsNull, Repository } from 'typeorm';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import type { Page } from '../../common/pagination/page.js';
import type { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { pageWhere } from '../../common/persistence/page-where.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { apiKeyNotFound, scopeNotGrantable } from '../auth.errors.js';
import type { OrganizationId } from '../organization-id.js';
import type { Principal } from '../principal.js';
import type { Scope } from '../scope.js';
import { ApiKey } from './api-key.entity.js';
import { generateApiKey, hashApiKey, prefixOfApiKey } from './api-key-secret.js';
import { ApiKeyVerifier } from './api-key-verifier.js';

interface NewApiKey {
  name: string;
  scopes: readonly Scope[];
  expiresAt: Date | null;
}

/** A key at the moment it is issued: the only moment its secret can be seen. */
export interface IssuedApiKey {
  entity: ApiKey;
  key: string;
}

/** Issues, lists and revokes the keys of an organization. */
@Injectable()
export class ApiKeyService {
  constructor(
    @InjectRepository(ApiKey) private readonly apiKeys: Repository<ApiKey>,
    private readonly verifier: ApiKeyVerifier,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws DomainError `scope_not_grantable` when the asking key lacks a scope that it wants to give */
  async create(principal: Principal, request: NewApiKey): Promise<IssuedApiKey> {
    const lacking = request.scopes.filter((scope) => !principal.scopes.includes(scope));
    if (lacking.length > 0) throw scopeNotGrantable(lacking);
    return this.issue(principal.organizationId, request, this.apiKeys.manager);
  }

  /** Issues a key without asking whose scopes allow it: for first starts and new organizations. */
  async issue(
    organizationId: OrganizationId,
    request: NewApiKey,
    manager: EntityManager,
    key: string = generateApiKey(),
  ): Promise<IssuedApiKey> {
    const entity = manager.create(ApiKey, {
      organizationId,
      name: request.name,
      prefix: prefixOfApiKey(key),
      hash: hashApiKey(key),
      scopes: [...new Set(request.scopes)],
      expiresAt: request.expiresAt,
      revokedAt: null,
      lastUsedAt: null,
    });
    await manager.insert(ApiKey, entity);
    return { entity, key };
  }

  async list(organizationId: OrganizationId, query: PageQueryDto): Promise<Page<ApiKey>> {
    const scope = `api-keys:${organizationId}`;
    const start = this.cursors.start(query, scope);
    const rows = await this.apiKeys.find({
      where: { organizationId, ...pageWhere(start) },
      order: { id: start.descending ? 'DESC' : 'ASC' },
      take: start.limit + 1,
    });
    return this.cursors.page(rows, query, scope);
  }

  /** @throws DomainError `api_key_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<ApiKey> {
    const apiKey = await this.apiKeys.findOneBy({ id, organizationId });
    if (!apiKey) throw apiKeyNotFound();
    return apiKey;
  }

  /**
   * Revokes a key at once on this instance, and within five seconds on others. Revoking again changes nothing.
   * @param versions that may be revoked, from `If-Match`; undefined for any
   */
  async revoke(organizationId: OrganizationId, id: number, versions: readonly number[] | undefined): Promise<ApiKey> {
    const result = await this.apiKeys.update(
      { id, organizationId, revokedAt: IsNull(), ...(versions ? { version: In([...versions]) } : {}) },
      { revokedAt: new Date(), version: () => 'version + 1' },
    );
    const apiKey = await this.get(organizationId, id);
    if (result.affected === 0 && versions && !versions.includes(apiKey.version)) throw versionMismatch();
    this.verifier.forget(apiKey.hash);
    return apiKey;
  }
}
