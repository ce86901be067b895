import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InventoryNumber, InventoryPage, NumberInventory } from '../../contract/number-inventory.js';
import { VonageClient } from './vonage.client.js';
import type { VonageNumber } from './vonage.number.js';
import { capabilitiesOf, settingsOf } from './vonage.number.js';

/** Short codes stand in the same list; they have fewer digits and take no calls. */
const DIGITS = /^[1-9]\d{6,14}$/;

/** Lists the numbers of a Vonage account; pages are counted from 1. */
@Injectable()
export class VonageNumberInventory implements NumberInventory {
  constructor(private readonly client: VonageClient) {}

  async page(credentials: ProviderCredentials, page: string | null, signal: AbortSignal): Promise<InventoryPage> {
    const index = Number(page ?? 1);
    const { numbers, isLast } = await this.client.listNumbers(credentials, { page: index }, signal);
    return {
      numbers: numbers.filter(({ msisdn }) => DIGITS.test(msisdn)).map(inventoryNumber),
      nextPage: isLast ? null : String(index + 1),
    };
  }
}

/** Vonage gives numbers no name. */
function inventoryNumber(number: VonageNumber): InventoryNumber {
  return {
    address: `+${number.msisdn}`,
    name: null,
    countryCode: number.country,
    capabilities: capabilitiesOf(number),
    settings: settingsOf(number),
  };
}
