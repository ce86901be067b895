import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Page } from '../../common/pagination/page.js';
import type { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { pageWhere } from '../../common/persistence/page-where.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { Database } from '../../database/database.js';
import type { IssuedApiKey } from '../api-keys/api-key.service.js';
import { ApiKeyService } from '../api-keys/api-key.service.js';
import type { OrganizationId } from '../organization-id.js';
import { ORGANIZATION_SCOPES } from '../scope.js';
import { Organization } from './organization.entity.js';

/** Creates and finds tenants. */
@Injectable()
export class OrganizationService {
  constructor(
    @InjectRepository(Organization) private readonly organizations: Repository<Organization>,
    private readonly apiKeys: ApiKeyService,
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** Creates a tenant together with its first key. */
  async create(name: string): Promise<{ organization: Organization; issued: IssuedApiKey }> {
    return this.database.transaction(async (manager) => {
      const organization = manager.create(Organization, { name });
      await manager.insert(Organization, organization);
      const request = { name: 'First key', scopes: ORGANIZATION_SCOPES, expiresAt: null };
      const issued = await this.apiKeys.issue(organization.id as OrganizationId, request, manager);
      return { organization, issued };
    });
  }

  /** All tenants of the installation. */
  async list(query: PageQueryDto): Promise<Page<Organization>> {
    const start = this.cursors.start(query, 'organizations');
    const rows = await this.organizations.find({
      where: pageWhere(start),
      order: { id: start.descending ? 'DESC' : 'ASC' },
      take: start.limit + 1,
    });
    return this.cursors.page(rows, query, 'organizations');
  }

  /** @throws DomainError `organization_not_found` */
  async get(id: number): Promise<Organization> {
    const organization = await this.organizations.findOneBy({ id });
    if (!organization) throw new DomainError('organization_not_found', 'There is no such organization.');
    return organization;
  }
}
