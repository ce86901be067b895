import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

const RECORD = {
  name: 'configuration-record-credentials-state',
  text: `UPDATE telephony_configurations SET credentials_checked_at = now(), credentials_fault = $2
          WHERE id = $1 AND credentials_ciphertext = $3`,
};

/** What the carrier last said of a configuration's credentials. */
@Injectable()
export class ConfigCredentialsState {
  constructor(private readonly database: Database) {}

  /**
   * Notes it, unless the credentials have been replaced since the carrier was asked.
   * @param fault stable code; null when it accepts them
   * @param asked the credentials that the carrier was asked about, as they are stored
   */
  async record(configId: number, fault: string | null, asked: Buffer): Promise<void> {
    await this.database.query(RECORD, [configId, fault, asked]);
  }
}
