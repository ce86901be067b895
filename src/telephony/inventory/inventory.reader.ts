import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { InventoryNumber, InventoryPage, NumberInventory } from '../../provider-sync/contract/number-inventory.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import { differences } from '../../provider-sync/sync/settings-difference.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { telephonyConfigNotFound } from '../configs/telephony-config.errors.js';
import { readAddress } from '../phone-numbers/number-address.js';
import { carrierFault } from '../phone-numbers/phone-number.errors.js';
import { ReconcileStore } from '../reconcile/reconcile.store.js';
import { InboundUrls } from '../sync/inbound-urls.js';
import { SyncRefusal } from '../sync/sync-refusal.js';
import { InventoryCursor } from './inventory-cursor.js';
import type { GoneNumber, Registration } from './inventory.store.js';
import { InventoryStore } from './inventory.store.js';

const TIMEOUT_MS = 30_000;

/** Whether a number of the account is registered here, or can be. */
export const INVENTORY_STATUSES = ['registered', 'importable', 'taken', 'not_supported'] as const;

export type InventoryStatus = (typeof INVENTORY_STATUSES)[number];

/** A number of the account, and what is known of it here. */
export interface InventoryEntry {
  number: InventoryNumber;
  /** Canonical form; null when it is no address that this provider's numbers can be registered by. */
  address: string | null;
  /** Of the address; what the carrier says where that does not tell. */
  countryCode: string | null;
  status: InventoryStatus;
  /** The caller's own registration. */
  registration: Registration | null;
  /** Whether its calls reach us today; null while nobody can tell. */
  isPointedHere: boolean | null;
}

export interface InventoryAnswer {
  entries: InventoryEntry[];
  /** Only on the last page: registered numbers that no page has shown. */
  gone: GoneNumber[];
  nextCursor: string | null;
}

/** Shows what is in a carrier's account, a page of the carrier's at a time. */
@Injectable()
export class InventoryReader {
  constructor(
    private readonly accounts: BackgroundAccountReader,
    private readonly cursors: InventoryCursor,
    private readonly store: InventoryStore,
    private readonly seen: ReconcileStore,
    private readonly urls: InboundUrls,
  ) {}

  /** @throws DomainError `telephony_config_not_found`, `inventory_not_supported`, `invalid_cursor`, or a 502 */
  async page(
    organizationId: OrganizationId,
    configurationId: number,
    cursor: string | undefined,
  ): Promise<InventoryAnswer> {
    const account = await this.accounts.find(configurationId, organizationId);
    if (!account) throw telephonyConfigNotFound();
    const inventory = inventoryOf(account);
    const position = this.cursors.read(cursor, configurationId);
    const askedAt = await this.seen.now();
    const since = position.since === null ? askedAt : new Date(position.since);
    const { numbers, nextPage } = await ask(inventory, account, position.page);
    // What is shown here counts as seen, so that the last page knows what no page has shown.
    if (numbers.length > 0) await this.seen.noteSeen(account, numbers, askedAt);
    const entries = await this.entries(account, numbers);
    if (nextPage === null) return { entries, gone: await this.store.gone(configurationId, since), nextCursor: null };
    const next = this.cursors.write({ page: nextPage, since: since.toISOString() }, configurationId);
    return { entries, gone: [], nextCursor: next };
  }

  private async entries(account: BackgroundAccount, numbers: readonly InventoryNumber[]): Promise<InventoryEntry[]> {
    const read = numbers.map((number) => ({ number, address: readAddress(account.provider.metadata, number) }));
    const addresses = read.flatMap(({ address }) => (address === null ? [] : [address.canonical]));
    const rows = await this.store.registrations(account, addresses);
    const byAddress = new Map(rows.map((row) => [row.address, row]));
    const wanted = this.wantedOf(account);
    return read.map(({ number, address }) => {
      const found = address === null ? undefined : byAddress.get(address.canonical);
      const isOwn = found?.organization_id === account.organizationId;
      const isPointedHere = wanted && differences(wanted, number.settings).length === 0;
      return {
        number,
        address: address?.canonical ?? null,
        countryCode: address?.countryCode ?? number.countryCode,
        status: address === null ? 'not_supported' : found ? (isOwn ? 'registered' : 'taken') : 'importable',
        registration: isOwn ? found : null,
        isPointedHere,
      };
    });
  }

  private wantedOf({ provider, applicationId }: BackgroundAccount): RemoteSettings | null {
    try {
      return provider.sync.wanted(this.urls.of(provider.metadata.provider), applicationId);
    } catch (error) {
      // Without PUBLIC_BASE_URL there is nothing that a number could point to.
      if (error instanceof SyncRefusal) return null;
      throw error;
    }
  }
}

/** @throws DomainError `inventory_not_supported` */
export function inventoryOf({ provider }: BackgroundAccount): NumberInventory {
  if (provider.inventory) return provider.inventory;
  const { displayName } = provider.metadata;
  throw new DomainError(
    'inventory_not_supported',
    `${displayName} cannot list the numbers of an account. Register them one by one.`,
  );
}

async function ask(
  inventory: NumberInventory,
  { credentials }: BackgroundAccount,
  page: string | null,
): Promise<InventoryPage> {
  try {
    return await inventory.page(credentials, page, AbortSignal.timeout(TIMEOUT_MS));
  } catch (error) {
    throw error instanceof ProviderError ? carrierFault(error) : error;
  }
}
