import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { textSetting } from '../../contract/json-shape.js';
import type { InventoryNumber, InventoryPage, NumberInventory } from '../../contract/number-inventory.js';
import { PlivoClient } from './plivo.client.js';
import type { PlivoNumber } from './plivo.resources.js';
import { numberSettings } from './plivo.resources.js';

const DIGITS = /^[1-9]\d{6,14}$/;

/** Lists the numbers of a Plivo account; pages are counted from 0. */
@Injectable()
export class PlivoNumberInventory implements NumberInventory {
  constructor(private readonly client: PlivoClient) {}

  async page(credentials: ProviderCredentials, page: string | null, signal: AbortSignal): Promise<InventoryPage> {
    const index = Number(page ?? 0);
    const { objects, isLast } = await this.client.listNumbers(credentials, index, signal);
    return {
      numbers: objects.filter(({ number }) => DIGITS.test(number)).map(inventoryNumber),
      nextPage: isLast ? null : String(index + 1),
    };
  }
}

/** The resource tells a region in words, but no code of a country. */
function inventoryNumber(number: PlivoNumber): InventoryNumber {
  const capabilities = { voice: number.voice_enabled, sms: number.sms_enabled, mms: number.mms_enabled };
  return {
    address: `+${number.number}`,
    name: textSetting(number.alias),
    countryCode: null,
    capabilities: Object.entries(capabilities).flatMap(([name, isEnabled]) => (isEnabled ? [name] : [])),
    settings: numberSettings(number),
  };
}
