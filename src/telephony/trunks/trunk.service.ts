import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { mergePatch } from '../../common/http/merge-patch.js';
import { parseAs } from '../../common/http/validation.js';
import type { Page } from '../../common/pagination/page.js';
import type { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import type { TrunkSettings, TrunkStrategy } from '../../provider-sync/contract/trunk.strategy.js';
import { TelephonyAccountReader } from '../configs/telephony-account.reader.js';
import { CreateTrunkDto } from './dto/create-trunk.dto.js';
import type { UpdateTrunkDto } from './dto/update-trunk.dto.js';
import type { TelephonyTrunk } from './telephony-trunk.entity.js';
import { providerHasNoTrunks } from './trunk.errors.js';
import { TrunkSync } from './trunk-sync.js';
import type { TrunkFields, Versions } from './trunk.store.js';
import { TrunkStore } from './trunk.store.js';

/** Creates, shows and changes the trunks of a configuration: stores the intent, then tells the carrier. */
@Injectable()
export class TrunkService {
  constructor(
    private readonly accounts: TelephonyAccountReader,
    private readonly store: TrunkStore,
    private readonly syncs: TrunkSync,
  ) {}

  /**
   * A carrier that fails after the trunk was stored is reported in the sync state, not as an error.
   * @throws DomainError for every reason why nothing was stored
   */
  async create(organizationId: OrganizationId, configId: number, input: CreateTrunkDto): Promise<TelephonyTrunk> {
    const strategy = await this.strategyOf(organizationId, configId);
    const id = await this.store.insert(organizationId, configId, fieldsOf(strategy, input));
    await this.syncs.settle(id);
    return this.store.get(organizationId, configId, id);
  }

  async list(organizationId: OrganizationId, configId: number, query: PageQueryDto): Promise<Page<TelephonyTrunk>> {
    // An unknown configuration is not one without trunks.
    await this.accounts.get(organizationId, configId);
    return this.store.page(organizationId, configId, query);
  }

  /** @throws DomainError `trunk_not_found` */
  get(organizationId: OrganizationId, configId: number, id: number): Promise<TelephonyTrunk> {
    return this.store.get(organizationId, configId, id);
  }

  /** Absent and null fields stay as they are; settings that are given take the place of all stored ones. */
  async update(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    input: UpdateTrunkDto,
    versions: Versions,
  ): Promise<TelephonyTrunk> {
    const before = await this.store.get(organizationId, configId, id);
    const settings =
      input.settings == null
        ? before.settings
        : settingsOf(await this.strategyOf(organizationId, configId), input.settings);
    const fields = { name: input.name ?? before.name, settings, isActive: input.is_active ?? before.isActive };
    return this.write(before, fields, versions);
  }

  /** JSON Merge Patch: settings merge, null removes one. */
  async patch(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    patch: Record<string, unknown>,
    versions: Versions,
  ): Promise<TelephonyTrunk> {
    const before = await this.store.get(organizationId, configId, id);
    const { name, settings, isActive } = before;
    const merged = parseAs(CreateTrunkDto, mergePatch({ name, settings, is_active: isActive }, patch) as object);
    const strategy = await this.strategyOf(organizationId, configId);
    return this.write(before, fieldsOf(strategy, merged), versions);
  }

  /** A trunk that is not in line is told to the carrier again even when nothing changes. */
  private async write(before: TelephonyTrunk, fields: TrunkFields, versions: Versions): Promise<TelephonyTrunk> {
    if (versions && !versions.includes(before.version)) throw versionMismatch();
    const { name, settings, isActive } = before;
    const isRemote = !isDeepStrictEqual(
      { settings, isActive },
      { settings: fields.settings, isActive: fields.isActive },
    );
    if (isRemote || fields.name !== name) await this.store.update(before, fields, isRemote);
    const isInLine = before.syncState === 'in_sync' || before.syncState === 'detached';
    if (isRemote || !isInLine) await this.syncs.settle(before.id);
    const organizationId = before.organizationId as OrganizationId;
    return this.store.get(organizationId, before.telephonyConfigurationId, before.id);
  }

  /** @throws DomainError `trunks_not_supported`, `telephony_config_not_found` */
  private async strategyOf(organizationId: OrganizationId, configId: number): Promise<TrunkStrategy> {
    const { trunks, metadata } = await this.accounts.providerOf(organizationId, configId);
    if (!trunks) throw providerHasNoTrunks(metadata.displayName);
    return trunks;
  }
}

function fieldsOf(strategy: TrunkStrategy, input: CreateTrunkDto): TrunkFields {
  return { name: input.name, settings: settingsOf(strategy, input.settings), isActive: input.is_active ?? true };
}

/** As the provider's own class reads them, without those that are left out. */
function settingsOf({ settingsClass }: TrunkStrategy, submitted: Readonly<Record<string, unknown>>): TrunkSettings {
  const valid = Object.entries(parseAs(settingsClass, submitted, '/settings'));
  return Object.fromEntries(valid.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
