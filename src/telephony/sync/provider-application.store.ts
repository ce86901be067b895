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
  /** Notes what the carrier shows of it; null when the account does not have it. */
  observe: (settings: RemoteSettings | null) => Promise<void>;
}

/** What is known here of an application, without asking the carrier. */
export interface RecordedApplication {
  is_ours: boolean;
  observed_at: Date | null;
  /** Whether we made it or pointed it here, and it was not gone when it was last seen. */
  is_pointed_here: boolean;
}

interface ApplicationRow {
  id: number;
  is_ours: boolean;
  saved_settings: RemoteSettings | null;
  applied_settings: OwnValues | null;
}

const POLL_MS = 50;
/** How long what was seen of an application may spare another look at it, when many numbers are attached in a row. */
const SIGHTING_SECONDS = 30;

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

const OBSERVE = {
  name: 'application-observe',
  text: `INSERT INTO provider_applications AS a (provider, account_id, external_id, observed_settings, observed_at, gone_at)
         VALUES ($1, $2, $3, $4, now(), CASE WHEN $4::jsonb IS NULL THEN now() END)
         ON CONFLICT (provider, account_id, external_id) DO UPDATE
            SET observed_settings = coalesce(excluded.observed_settings, a.observed_settings), observed_at = now(),
                gone_at = CASE WHEN excluded.gone_at IS NOT NULL THEN coalesce(a.gone_at, excluded.gone_at) END`,
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

const APPLIED = {
  name: 'application-applied',
  text: `SELECT CASE WHEN is_ours THEN coalesce(applied_settings, '{}') ELSE applied_settings END AS applied
           FROM provider_applications WHERE provider = $1 AND account_id = $2 AND external_id = $3`,
};

const RECORDED = {
  name: 'application-recorded',
  text: `SELECT is_ours, observed_at, gone_at IS NULL AND (is_ours OR applied_settings IS NOT NULL) AS is_pointed_here
           FROM provider_applications WHERE provider = $1 AND account_id = $2 AND external_id = $3`,
};

// Of one that was given back since, nothing is applied any more; one that is held may be given back right now.
const IS_SEEN_AS = {
  name: 'application-is-seen-as',
  text: `SELECT 1 FROM provider_applications
          WHERE provider = $1 AND account_id = $2 AND external_id = $3 AND (is_ours OR applied_settings IS NOT NULL)
            AND (lease_until IS NULL OR lease_until < now()) AND gone_at IS NULL AND observed_at > now() - interval '${SIGHTING_SECONDS} seconds'
            AND observed_settings @> $4::jsonb`,
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
        observe: (settings) => this.observe(key, settings),
      });
    } finally {
      await this.database.query(RELEASE, [row.id, token]);
    }
  }

  /** Notes what the carrier shows of an application; null when the account does not have it. */
  async observe(key: ApplicationKey, settings: RemoteSettings | null): Promise<void> {
    await this.database.query(OBSERVE, [...this.values(key), settings]);
  }

  async recordOurs(key: ApplicationKey): Promise<void> {
    await this.database.query(RECORD_OURS, this.values(key));
  }

  /** Whether we changed an application that we did not create, and have not given it back. */
  async isPointedHere(key: ApplicationKey): Promise<boolean> {
    return (await this.database.query(IS_POINTED_HERE, this.values(key))).length > 0;
  }

  /** The values that are ours; null when we never changed it, nor made it. */
  async appliedTo(key: ApplicationKey): Promise<OwnValues | null> {
    const [row] = await this.database.query<{ applied: OwnValues | null }>(APPLIED, this.values(key));
    return row?.applied ?? null;
  }

  /** What is known of it here; null when we never had to do with it. */
  async recorded(key: ApplicationKey): Promise<RecordedApplication | null> {
    const [row] = await this.database.query<RecordedApplication>(RECORDED, this.values(key));
    return row ?? null;
  }

  /** Whether the carrier showed these settings of an application of ours a moment ago. */
  async isSeenAs(key: ApplicationKey, settings: RemoteSettings): Promise<boolean> {
    const values = [...this.values(key), JSON.stringify(settings)];
    return (await this.database.query(IS_SEEN_AS, values)).length > 0;
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

  private values({ provider, accountId, externalId }: ApplicationKey): unknown[] {
    return [provider, accountId, externalId];
  }
}
