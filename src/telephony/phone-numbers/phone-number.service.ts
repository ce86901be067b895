import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { Principal } from '../../auth/principal.js';
import { insufficientScope } from '../../auth/auth.errors.js';
import { mergePatch } from '../../common/http/merge-patch.js';
import { parseAs } from '../../common/http/validation.js';
import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { TelephonyAccountReader } from '../configs/telephony-account.reader.js';
import type { PresentAtCarrier } from '../sync/phone-number-sync.service.js';
import { PhoneNumberSyncService } from '../sync/phone-number-sync.service.js';
import { SyncQueue } from '../sync/sync-queue.js';
import type { SyncOutcome } from '../sync/sync-state.js';
import { CreatePhoneNumberDto } from './dto/create-phone-number.dto.js';
import { PhoneNumberFieldsDto } from './dto/phone-number-fields.dto.js';
import type { UpdatePhoneNumberDto } from './dto/update-phone-number.dto.js';
import { countryOf, parseAddress } from './number-address.js';
import { NumberOwnership } from './number-ownership.js';
import { syncInProgress, trunksNotSupported } from './phone-number.errors.js';
import { PhoneNumberReader } from './phone-number.reader.js';
import type { PhoneNumberRow } from './phone-number.row.js';
import type { NewPhoneNumber, PhoneNumberChanges } from './phone-number.writer.js';
import { PhoneNumberWriter } from './phone-number.writer.js';

interface CreateOptions {
  skipOwnershipCheck: boolean;
  confirmShared: boolean;
}

interface WriteOptions {
  /** The versions a client accepts, from `If-Match`; undefined for any. */
  versions: readonly number[] | undefined;
  confirmShared: boolean;
  /** Whether route assertions may break. */
  override: boolean;
}

/** Registers and changes phone numbers: stores the intent, then brings the carrier in line. */
@Injectable()
export class PhoneNumberService {
  constructor(
    private readonly accounts: TelephonyAccountReader,
    private readonly registry: ProviderRegistry,
    private readonly ownership: NumberOwnership,
    private readonly reader: PhoneNumberReader,
    private readonly writer: PhoneNumberWriter,
    private readonly syncs: PhoneNumberSyncService,
    private readonly queue: SyncQueue,
  ) {}

  /**
   * Registers a number and, when a workflow is bound, attaches it at the carrier. A carrier that fails after the number
   * was stored is reported in the sync state, not as an error.
   * @throws DomainError for every reason why nothing was stored
   */
  async create(
    principal: Principal,
    configId: number,
    input: CreatePhoneNumberDto,
    options: CreateOptions,
  ): Promise<PhoneNumberRow> {
    if (options.skipOwnershipCheck && !principal.scopes.includes('admin')) throw insufficientScope('admin');
    const { organizationId } = principal;
    const { metadata } = await this.accounts.providerOf(organizationId, configId);
    refuseTrunk(metadata, input);
    const parsed = parseAddress(metadata, input.address, input.country_code);
    const present = options.skipOwnershipCheck
      ? undefined
      : await this.ownership.check(await this.accounts.get(organizationId, configId), parsed.canonical);
    const number: NewPhoneNumber = {
      configId,
      address: input.address,
      ...parsed,
      label: input.label ?? null,
      workflowId: input.inbound_workflow_id ?? null,
      trunkId: input.telephony_trunk_id ?? null,
      isActive: input.is_active ?? true,
      isDefaultCallerId: input.is_default_caller_id ?? false,
      metadata: input.extra_metadata ?? {},
      ...firstSync(input.inbound_workflow_id != null, options),
    };
    const row = await this.writer.insert(organizationId, number);
    return number.leaseToken === null ? row : this.follow(organizationId, row, number.leaseToken, present);
  }

  /** Absent and null fields stay as they are; the `clear_` flags clear. */
  async update(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    input: UpdatePhoneNumberDto,
    options: WriteOptions,
  ): Promise<PhoneNumberRow> {
    const current = await this.reader.get(organizationId, configId, id);
    refuseTrunk(this.registry.get(current.provider).metadata, input);
    const changes: PhoneNumberChanges = {
      ...(input.label == null ? {} : { label: input.label }),
      ...(input.inbound_workflow_id == null ? {} : { workflowId: input.inbound_workflow_id }),
      ...(input.clear_inbound_workflow === true ? { workflowId: null } : {}),
      ...(input.telephony_trunk_id == null ? {} : { trunkId: input.telephony_trunk_id }),
      ...(input.clear_trunk === true ? { trunkId: null } : {}),
      ...(input.is_active == null ? {} : { isActive: input.is_active }),
      ...(input.country_code == null ? {} : { countryCode: countryOf(current, input.country_code) }),
      ...(input.extra_metadata == null ? {} : { metadata: input.extra_metadata }),
    };
    return this.write(organizationId, configId, id, changes, options);
  }

  /** JSON Merge Patch: null clears, objects merge. */
  async patch(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    patch: Record<string, unknown>,
    { versions, ...options }: WriteOptions,
  ): Promise<PhoneNumberRow> {
    const current = await this.reader.get(organizationId, configId, id);
    const before = {
      label: current.label,
      inbound_workflow_id: current.inbound_workflow_id,
      telephony_trunk_id: current.telephony_trunk_id,
      is_active: current.is_active,
      country_code: current.country_code,
      extra_metadata: current.extra_metadata,
    };
    const merged = parseAs(PhoneNumberFieldsDto, mergePatch(before, patch) as object);
    refuseTrunk(this.registry.get(current.provider).metadata, merged);
    const changes: PhoneNumberChanges = {
      label: merged.label ?? null,
      workflowId: merged.inbound_workflow_id ?? null,
      trunkId: merged.telephony_trunk_id ?? null,
      isActive: merged.is_active ?? true,
      countryCode: merged.country_code == null ? countryOf(current, null) : countryOf(current, merged.country_code),
      metadata: merged.extra_metadata ?? {},
    };
    // What was merged is only right for the version that was read.
    const allowed = versions ? versions.filter((version) => version === current.version) : [current.version];
    return this.write(organizationId, configId, id, changes, { ...options, versions: allowed });
  }

  /** Makes it the number that outbound calls of its configuration show by default. */
  async setDefaultCallerId(organizationId: OrganizationId, configId: number, id: number): Promise<PhoneNumberRow> {
    await this.writer.setDefaultCallerId(organizationId, configId, id);
    return this.reader.get(organizationId, configId, id);
  }

  /** Brings the carrier in line now, whatever the last attempt said. */
  async sync(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    confirmShared: boolean,
  ): Promise<PhoneNumberRow> {
    await this.reader.get(organizationId, configId, id);
    const outcome = await this.bringInSync(configId, id, randomUUID(), { confirmShared });
    if (outcome === null) throw syncInProgress();
    return this.reader.get(organizationId, configId, id);
  }

  private async write(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    changes: PhoneNumberChanges,
    options: WriteOptions,
  ): Promise<PhoneNumberRow> {
    const leaseToken = randomUUID();
    const writing = { ...options, leaseToken };
    const { isBindingChanged } = await this.writer.update(organizationId, configId, id, changes, writing);
    // When another process holds the number, that one sees the new revision and goes on; the answer says "pending".
    if (isBindingChanged) await this.bringInSync(configId, id, leaseToken);
    return this.reader.get(organizationId, configId, id);
  }

  private async follow(
    organizationId: OrganizationId,
    row: PhoneNumberRow,
    leaseToken: string,
    present?: PresentAtCarrier,
  ): Promise<PhoneNumberRow> {
    const configId = row.telephony_configuration_id;
    await this.bringInSync(configId, row.id, leaseToken, { present, trustsSighting: true });
    return this.reader.get(organizationId, configId, row.id);
  }

  /** What does not come to an end here, because somebody else holds the number or the database is away, does so later. */
  private async bringInSync(
    configId: number,
    id: number,
    leaseToken: string,
    options: Parameters<PhoneNumberSyncService['sync']>[2] = {},
  ): Promise<SyncOutcome | null> {
    let outcome: SyncOutcome | null = null;
    try {
      outcome = await this.syncs.sync(id, leaseToken, options);
      return outcome;
    } finally {
      if (outcome === null) await this.queue.wake(configId);
    }
  }
}

function refuseTrunk({ capabilities, displayName }: ProviderMetadata, input: PhoneNumberFieldsDto): void {
  if (input.telephony_trunk_id != null && !capabilities.trunks) throw trunksNotSupported(displayName);
}

/** The sync state a number is stored with. */
function firstSync(
  isBound: boolean,
  options: CreateOptions,
): Pick<NewPhoneNumber, 'sync' | 'confirmShared' | 'leaseToken'> {
  const { confirmShared } = options;
  if (options.skipOwnershipCheck) {
    const message = 'Nobody asked the carrier whether the account owns this number. Sync it to find out.';
    return { sync: { state: 'failed', reason: 'ownership_not_checked', message }, confirmShared, leaseToken: null };
  }
  const sync: SyncOutcome = isBound
    ? { state: 'pending', reason: null, message: 'About to be synced.' }
    : { state: 'not_applicable', reason: null, message: 'No workflow is bound, so the carrier is left as it is.' };
  return { sync, confirmShared, leaseToken: isBound ? randomUUID() : null };
}
