import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InventoryPage, NumberInventory } from '../../contract/number-inventory.js';
import { dnidsByAddress } from './cloudonix.dnid.js';
import { CloudonixDnids, settingsOf } from './cloudonix.dnids.js';

/** The DNIDs of a domain that are plain addresses; patterns are no numbers. */
@Injectable()
export class CloudonixNumberInventory implements NumberInventory {
  constructor(private readonly dnids: CloudonixDnids) {}

  /** Cloudonix lists without pages, so the first one is the last. */
  async page(credentials: ProviderCredentials, _page: string | null, signal: AbortSignal): Promise<InventoryPage> {
    const dnids = await this.dnids.list(credentials, signal);
    const numbers = [...dnidsByAddress(dnids)].map(([address, dnid]) => ({
      address,
      name: null,
      countryCode: null,
      capabilities: ['voice'],
      settings: settingsOf(dnid, credentials),
    }));
    return { numbers, nextPage: null };
  }
}
