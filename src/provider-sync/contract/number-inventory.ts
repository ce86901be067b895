import type { ProviderCredentials } from './credentials.js';
import type { RemoteSettings } from './remote-settings.js';

/** One number of a carrier's account, as a page of its inventory shows it. */
export interface InventoryNumber {
  /** E.164 for telephone numbers; for other addresses the text that the carrier routes by. */
  address: string;
  /** What the carrier's console calls it. */
  name: string | null;
  /** ISO 3166-1 alpha-2, when the carrier tells. */
  countryCode: string | null;
  /** What the number can do: `voice`, `sms`, `mms`, `fax`. Empty when the carrier does not tell. */
  capabilities: readonly string[];
  /** The same fields as {@link NumberSyncStrategy.number} reads, so that a page of inventory replaces a page of reads. */
  settings: RemoteSettings;
}

/** One page of an inventory. */
export interface InventoryPage {
  numbers: readonly InventoryNumber[];
  /** Opaque to everybody but the provider; null on the last page. */
  nextPage: string | null;
}

/** Lists the numbers of an account page by page, with as many on each as the carrier allows. */
export interface NumberInventory {
  /**
   * @param page null for the first page, else the `nextPage` of the one before it
   * @throws ProviderError
   */
  page(credentials: ProviderCredentials, page: string | null, signal: AbortSignal): Promise<InventoryPage>;
}
