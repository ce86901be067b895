import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { textSetting } from '../../contract/json-shape.js';
import type { InventoryNumber, InventoryPage, NumberInventory } from '../../contract/number-inventory.js';
import { FIRST_PAGE, TwilioClient } from './twilio.client.js';
import type { TwilioNumber } from './twilio.number.js';
import { capabilitiesOf, settingsOf } from './twilio.number.js';

const E164 = /^\+[1-9]\d{6,14}$/;

/** Lists the numbers of a Twilio account. The next page is named by Twilio's own query, which survives sales in between. */
@Injectable()
export class TwilioNumberInventory implements NumberInventory {
  constructor(private readonly client: TwilioClient) {}

  async page(credentials: ProviderCredentials, page: string | null, signal: AbortSignal): Promise<InventoryPage> {
    const query = page === null ? FIRST_PAGE : Object.fromEntries(new URLSearchParams(page));
    const { numbers, next } = await this.client.listNumbers(credentials, query, signal);
    return {
      numbers: numbers.filter(({ phone_number: address }) => E164.test(address)).map(inventoryNumber),
      nextPage: next && new URLSearchParams(next).toString(),
    };
  }
}

/** The resource does not tell the country. */
function inventoryNumber(number: TwilioNumber): InventoryNumber {
  return {
    address: number.phone_number,
    name: textSetting(number.friendly_name),
    countryCode: null,
    capabilities: capabilitiesOf(number),
    settings: settingsOf(number),
  };
}
