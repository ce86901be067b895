import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { OrphanKind } from '../sync/provider-orphan.entity.js';

/** An orphan as it is read from the database. */
export interface OrphanRow {
  id: number;
  provider: string;
  account_id: string;
  kind: OrphanKind;
  external_id: string;
  reason: string;
  saved_settings: RemoteSettings | null;
  created_at: Date;
  /** Whether a configuration of the organization has the account, so that the carrier can be asked. */
  can_clean: boolean;
}
