import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';

/** Who has registered an address of the account. */
export interface Registration {
  address: string;
  phone_number_id: number;
  organization_id: number;
  telephony_configuration_id: number;
}

/** A registered number that the account does not have any more. */
export interface GoneNumber {
  phone_number_id: number;
  address: string;
  gone_since: Date | null;
}

const REGISTRATIONS = {
  name: 'inventory-registrations',
  text: `SELECT n.address_normalized AS address, n.id AS phone_number_id, n.organization_id, n.telephony_configuration_id
           FROM phone_numbers n
          WHERE n.provider = $1 AND n.account_id = $2 AND n.address_normalized = ANY ($3::text[])`,
};

const GONE = {
  name: 'inventory-gone',
  text: `SELECT n.id AS phone_number_id, n.address_normalized AS address, s.gone_at AS gone_since
           FROM phone_numbers n JOIN phone_number_syncs s ON s.phone_number_id = n.id
          WHERE n.telephony_configuration_id = $1 AND n.created_at < $2 AND (s.seen_at IS NULL OR s.seen_at < $2)
          ORDER BY n.id LIMIT 1000`,
};

/** What is registered of an account's numbers. */
@Injectable()
export class InventoryStore {
  constructor(private readonly database: Database) {}

  /** @param manager of the transaction that it belongs to, if any */
  registrations(
    { provider, accountId }: BackgroundAccount,
    addresses: readonly string[],
    manager?: EntityManager,
  ): Promise<Registration[]> {
    const values = [provider.metadata.provider, accountId, addresses];
    if (manager) return manager.query<Registration[]>(REGISTRATIONS.text, values);
    return this.database.query<Registration>(REGISTRATIONS, values);
  }

  /** The first thousand registered numbers that the carrier has not shown since a time. */
  gone(configurationId: number, since: Date): Promise<GoneNumber[]> {
    return this.database.query<GoneNumber>(GONE, [configurationId, since]);
  }
}
