import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InventoryNumber, InventoryPage, NumberInventory } from '../../contract/number-inventory.js';
import { VobizClient } from './vobiz.client.js';
import type { VobizNumber } from './vobiz.resources.js';
import { numberSettings } from './vobiz.resources.js';

/** Lists the numbers of a Vobiz account, those of its subaccounts included. */
@Injectable()
export class VobizNumberInventory implements NumberInventory {
  constructor(private readonly client: VobizClient) {}

  async page(credentials: ProviderCredentials, page: string | null, signal: AbortSignal): Promise<InventoryPage> {
    const present = page === null ? 1 : Number(page);
    const { numbers, isLast } = await this.client.listNumbers(credentials, { page: present }, signal);
    return { numbers: numbers.map(inventoryNumber), nextPage: isLast ? null : String(present + 1) };
  }
}

/** Vobiz gives its numbers no names. */
function inventoryNumber(number: VobizNumber): InventoryNumber {
  const { e164, country, capabilities = {} } = number;
  return {
    address: e164,
    name: null,
    countryCode: country && /^[A-Z]{2}$/.test(country) ? country : null,
    capabilities: ['voice', 'sms', 'mms', 'fax'].filter((name) => capabilities[name] === true),
    settings: numberSettings(number),
  };
}
