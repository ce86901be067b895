import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { TelephonyAccount } from '../configs/telephony-account.reader.js';
import type { PresentAtCarrier } from '../sync/phone-number-sync.service.js';
import { carrierFault, notOwnedAtProvider } from './phone-number.errors.js';

/** The whole look-up, retries included; a person is waiting. */
const CHECK_TIMEOUT_MS = 15_000;

/** Asks the carrier whether an address is in the account. */
@Injectable()
export class NumberOwnership {
  /**
   * @returns what the carrier does with the number today, to save the sync a read; undefined when it cannot tell
   * @throws DomainError `not_owned_at_provider`, or a 502 when the carrier refused or could not be asked
   */
  async check(account: TelephonyAccount, address: CanonicalAddress): Promise<PresentAtCarrier | undefined> {
    const { provider } = account;
    if (!provider.metadata.capabilities.ownership) return undefined;
    const record = provider.sync.number(account.credentials(), address);
    try {
      const settings = await record.read(AbortSignal.timeout(CHECK_TIMEOUT_MS));
      if (settings === null) throw notOwnedAtProvider(provider.metadata.displayName);
      return { record, settings };
    } catch (error) {
      throw error instanceof ProviderError ? carrierFault(error) : error;
    }
  }
}
