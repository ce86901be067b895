import { Column, Entity } from 'typeorm';
import { BaseColumns } from '../../common/persistence/base-columns.js';
import { UniqueConstraint } from '../../common/persistence/unique-constraint.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { OwnValues } from '../../provider-sync/sync/settings-memory.js';

/**
 * A voice application at a carrier that we changed or created. It belongs to the carrier's account, not to a
 * configuration: every configuration of the account may use it, so what it was before us is remembered once.
 */
@Entity('provider_applications')
@UniqueConstraint('uq_provider_applications_external', ['provider', 'accountId', 'externalId'], {
  code: 'internal_error',
  detail: 'The application was recorded twice at once. Ask again.',
})
export class ProviderApplication extends BaseColumns {
  @Column({ type: 'character varying', length: 32 })
  provider: string;

  @Column({ type: 'character varying', length: 255 })
  accountId: string;

  @Column({ type: 'character varying', length: 255 })
  externalId: string;

  /** Whether we created it. */
  @Column({ type: 'boolean', default: false })
  isOurs: boolean;

  @Column({ type: 'jsonb', nullable: true })
  savedSettings: RemoteSettings | null;

  @Column({ type: 'jsonb', nullable: true })
  appliedSettings: OwnValues | null;

  /** The settings as they were last read. */
  @Column({ type: 'jsonb', nullable: true })
  observedSettings: RemoteSettings | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  observedAt: Date | null;

  /** Since when the account does not have it any more. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  goneAt: Date | null;

  @Column({ type: 'uuid', nullable: true })
  leaseToken: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  leaseUntil: Date | null;
}
