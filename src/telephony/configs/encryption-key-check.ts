import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { ConfigurationError } from '../../config/configuration.error.js';
import { KeyRing } from '../../crypto/key-ring.js';
import { Database } from '../../database/database.js';

const KEYS_IN_USE = {
  name: 'encryption-keys-in-use',
  text: `SELECT credentials_key_id AS key_id FROM telephony_configurations
          UNION
         SELECT secondary_key_id FROM telephony_configurations WHERE secondary_key_id IS NOT NULL
          UNION
         SELECT signing_key_id FROM workflows WHERE signing_key_id IS NOT NULL`,
};

/** Refuses a start with keys that cannot open what is stored: every carrier would fail, one call at a time. */
@Injectable()
export class EncryptionKeyCheck implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
  ) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.database.query<{ key_id: string }>(KEYS_IN_USE, []);
    const missing = rows.map((row) => row.key_id).filter((id) => !this.keys.has(id));
    if (missing.length === 0) return;
    throw new ConfigurationError([
      `ENCRYPTION_KEYS lacks the key(s) ${missing.join(', ')} with which stored credentials and secrets were encrypted: add them behind the newest, or restore the file encryption-key of the data directory`,
    ]);
  }
}
