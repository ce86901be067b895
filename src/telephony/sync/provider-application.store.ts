import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { OwnValues, SettingsMemory } from '../../provider-sync/sync/settings-memory.js';
import { LEASE_SECONDS } from './phone-number-sync.store.js';
import { SyncRefusal } from './sync-refusal.js';

/** An application of a carrier's account. */
export interface ApplicationKey {
  provider: string;
  accountId: string;
  externalId: string;
}

/** An application while this process holds it. */
export interface HeldApplication {
  isOurs: boolean;
  memory: SettingsMemory;
  remember: (memory: SettingsMemory) => Promise<void>;
}

interface ApplicationRow {
  id: number;
  is_ours: boolean;
  saved_settings: RemoteSettings | null;
  applied_settings: OwnValues | null;
}

const POLL_MS = 50;

const TAKE = {
  name: 'application-take',
  text: `INSERT INTO provider_applications AS a (provider, account_id, external_id, lease_token, lease_until)
         VALUES ($1, $2, $3, $4, now() + interval '${LEASE_SECONDS} seconds')
         ON CONFLICT (provider, account_id, external_id) DO UPDATE
            SET lease_token = excluded.lease_token, lease_until = excluded.lease_until
          WHERE a.lease_until IS NULL OR a.lease_until < now()
         RETURNING id, is_ours, saved_settings, applied_settings`,
};

const RELEASE = {
  name: 'application-release',
  text: 'UPDATE provider_applications SET lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2',
};

const REMEMBER = {
  name: 'application-remember',
  text: `UPDATE provider_applications SET saved_settings = $3, applied_settings = $4, updated_at = now()
          WHERE id = $1 AND lease_token = $2
          RETURNING id`,
};

const RECORD_OURS = {
  name: 'application-record-ours',
  text: `INSERT INTO provider_applications (provider, account_id, external_id, is_ours) VALUES ($1, $2, $3, true)
         ON CONFLICT (provider, account_id, external_id) DO UPDATE SET is_ours = true`,
};

const FORGET = {
  name: 'application-forget',
  text: 'DELETE FROM provider_applications WHERE provider = $1 AND account_id = $2 AND external_id = $3',
};

const IS_POINTED_HERE = {
  name: 'application-is-pointed-here',
  text: `SELECT 1 FROM provider_applications
          WHERE provider = $1 AND account_id = $2 AND external_id = $3 AND NOT is_ours AND applied_settings IS NOT NULL`,
};

const IS_OURS = {
  name: 'application-is-ours',
  text: 'SELECT is_ours FROM provider_applications WHERE provider = $1 AND account_id = $2 AND external_id = $3',
};

/** What is remembered of applications at carriers, and who works on one now. */
@Injectable()
export class ProviderApplicationStore {
  constructor(private readonly database: Database) {}

  /**
   * Runs the work while no other process works on the application.
   * @throws SyncRefusal `application_busy` when its turn has not come before the signal says stop
   */
  async whileHeld<T>(
    key: ApplicationKey,
    signal: AbortSignal,
    work: (held: HeldApplication) => Promise<T>,
  ): Promise<T> {
    const token = randomUUID();
    const row = await this.take(key, token, signal);
    try {
      return await work({
        isOurs: row.is_ours,
        memory: { saved: row.saved_settings, applied: row.applied_settings },
        remember: async (memory) => {
          const kept = await this.database.query(REMEMBER, [row.id, token, memory.saved, memory.applied]);
          if (kept.length === 0) throw new SyncRefusal('superseded', 'Another process has taken the application over.');
        },
      });
    } finally {
      await this.database.query(RELEASE, [row.id, token]);
    }
  }

  async recordOurs(key: ApplicationKey): Promise<void> {
    await this.database.query(RECORD_OURS, this.values(key));
  }

  /** Whether we changed an application that we did not create, and have not given it back. */
  async isPointedHere(key: ApplicationKey): Promise<boolean> {
    return (await this.database.query(IS_POINTED_HERE, this.values(key))).length > 0;
  }

  async isOurs(key: ApplicationKey): Promise<boolean> {
    const [row] = await this.database.query<{ is_ours: boolean }>(IS_OURS, this.values(key));
    return row?.is_ours ?? false;
  }

  async forget(key: ApplicationKey): Promise<void> {
    await this.database.query(FORGET, this.values(key));
  }

  private async take(key: ApplicationKey, token: string, signal: AbortSignal): Promise<ApplicationRow> {
    for (;;) {
      const [row] = await this.database.query<ApplicationRow>(TAKE, [...this.values(key), token]);
      if (row) return row;
      await sleep(POLL_MS, undefined, { signal }).catch(() => {
        throw new SyncRefusal(
          'application_busy',
          'The application of this configuration is being changed for other numbers, or was when the service stopped. Sync again in half a minute.',
        );
      });
    }
  }

  private values({ provider, accountId, externalId }: ApplicationKey): string[] {
    return [provider, accountId, externalId];
  }
}
