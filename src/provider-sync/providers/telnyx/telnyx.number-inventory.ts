import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { textSetting } from '../../contract/json-shape.js';
import type { InventoryNumber, InventoryPage, NumberInventory } from '../../contract/number-inventory.js';
import { TelnyxClient } from './telnyx.client.js';
import type { TelnyxNumber } from './telnyx.number.js';
import { settingsOf } from './telnyx.number.js';

const FIRST_PAGE = 1;

/** Short codes are numbers of the account too, and no calls come to them. */
const E164 = /^\+[1-9]\d{6,14}$/;

/** Lists the numbers with their voice settings; that list tells neither country nor capabilities. */
@Injectable()
export class TelnyxNumberInventory implements NumberInventory {
  constructor(private readonly client: TelnyxClient) {}

  async page(credentials: ProviderCredentials, page: string | null, signal: AbortSignal): Promise<InventoryPage> {
    const current = page === null ? FIRST_PAGE : Number(page);
    const { items, isLast } = await this.client.listNumbers(credentials, { page: current }, signal);
    return {
      numbers: items.filter(({ phone_number: number }) => E164.test(number)).map(inventoryNumber),
      nextPage: isLast ? null : String(current + 1),
    };
  }
}

function inventoryNumber(number: TelnyxNumber): InventoryNumber {
  return {
    address: number.phone_number,
    name: textSetting(number.customer_reference),
    countryCode: null,
    capabilities: [],
    settings: settingsOf(number),
  };
}
