import type { OnApplicationBootstrap } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Database } from '../database/database.js';
import { ApiKey } from './api-keys/api-key.entity.js';
import { generateApiKey, hashApiKey } from './api-keys/api-key-secret.js';
import { ApiKeyService } from './api-keys/api-key.service.js';
import type { OrganizationId } from './organization-id.js';
import { Organization } from './organizations/organization.entity.js';
import { SCOPES } from './scope.js';

/** Instances that start together on an empty database must make one organization, not one each. */
const FIRST_START_LOCK = 7_234_002;

/**
 * On an empty database, creates the organization "Default" with a key that may do everything. `BOOTSTRAP_API_KEY`, when
 * set, is that key; it also works when it is added later, so an operator who lost every key has a way back in.
 */
@Injectable()
export class FirstStartService implements OnApplicationBootstrap {
  private generated: string | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
  ) {}

  /** The key that this start made; null on every later start. For the one line that shows it to the operator. */
  get generatedApiKey(): string | null {
    return this.generated;
  }

  async onApplicationBootstrap(): Promise<void> {
    const wanted = this.config.bootstrapApiKey;
    await this.database.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [FIRST_START_LOCK]);
      const [oldest] = await manager.find(Organization, { order: { id: 'ASC' }, take: 1 });
      if (oldest && (wanted === null || (await manager.existsBy(ApiKey, { hash: hashApiKey(wanted) })))) return;
      const organization = oldest ?? manager.create(Organization, { name: 'Default' });
      if (!oldest) await manager.insert(Organization, organization);
      const request = { name: wanted === null ? 'First key' : 'Bootstrap key', scopes: SCOPES, expiresAt: null };
      const key = wanted ?? generateApiKey();
      await this.apiKeys.issue(organization.id as OrganizationId, request, manager, key);
      if (wanted === null) this.generated = key;
    });
  }
}
