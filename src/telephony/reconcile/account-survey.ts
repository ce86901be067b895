import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import { aFewAtATime } from '../../common/concurrency/side-by-side.js';
import { Database } from '../../database/database.js';
import type { InventoryPage } from '../../provider-sync/contract/number-inventory.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';

/** A number as the carrier showed it. */
export interface SeenNumber {
  address: string;
  settings: RemoteSettings;
}

/** Numbers that are asked for one by one, before what they show is compared. */
const NUMBERS_PER_PAGE = 100;
const NUMBERS_AT_ONCE = 4;

const REGISTERED = {
  name: 'survey-registered',
  text: `SELECT id, address_normalized AS address FROM phone_numbers
          WHERE telephony_configuration_id = $1 AND id > $2 ORDER BY id LIMIT ${NUMBERS_PER_PAGE}`,
};

/** Reads what a carrier shows of all numbers of an account, page by page, in as few calls as it allows. */
@Injectable()
export class AccountSurvey {
  constructor(private readonly database: Database) {}

  /** @throws ProviderError */
  pages(account: BackgroundAccount, signal: AbortSignal): AsyncGenerator<readonly SeenNumber[]> {
    return account.provider.inventory ? this.inventoryPages(account, signal) : this.singlePages(account, signal);
  }

  /**
   * Asks for numbers one by one.
   * @returns those that the account has
   * @throws ProviderError
   */
  async singly(
    { provider, credentials }: BackgroundAccount,
    addresses: readonly CanonicalAddress[],
    signal: AbortSignal,
  ): Promise<SeenNumber[]> {
    const seen: SeenNumber[] = [];
    await aFewAtATime(addresses, { atOnce: NUMBERS_AT_ONCE, signal }, async (address) => {
      const settings = await provider.sync.number(credentials, address).read(signal);
      if (settings !== null) seen.push({ address, settings });
    });
    // A number that was not asked for any more would look like one that is gone.
    signal.throwIfAborted();
    return seen;
  }

  private async *inventoryPages(
    { provider, credentials }: BackgroundAccount,
    signal: AbortSignal,
  ): AsyncGenerator<readonly SeenNumber[]> {
    let page: string | null = null;
    do {
      const answer: InventoryPage | undefined = await provider.inventory?.page(credentials, page, signal);
      yield answer?.numbers ?? [];
      page = answer?.nextPage ?? null;
    } while (page !== null);
  }

  private async *singlePages(account: BackgroundAccount, signal: AbortSignal): AsyncGenerator<readonly SeenNumber[]> {
    let afterId = 0;
    for (;;) {
      const values = [account.id, afterId];
      const rows = await this.database.query<{ id: number; address: CanonicalAddress }>(REGISTERED, values);
      if (rows.length === 0) return;
      const addresses = rows.map(({ address }) => address);
      yield await this.singly(account, addresses, signal);
      afterId = rows.at(-1)?.id ?? afterId;
    }
  }
}
