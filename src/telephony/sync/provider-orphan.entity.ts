import { Column, Entity, ForeignKey } from 'typeorm';
import { Organization } from '../../auth/organizations/organization.entity.js';
import { BaseColumns } from '../../common/persistence/base-columns.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';

/** What can be left behind at a carrier. */
export const ORPHAN_KINDS = ['phone_number', 'application', 'trunk'] as const;

export type OrphanKind = (typeof ORPHAN_KINDS)[number];

/** Something at a carrier that still points to us after its row here was deleted by force. */
@Entity('provider_orphans')
@ForeignKey(() => Organization, ['organizationId'], ['id'], {
  name: 'fk_provider_orphans_organization',
  onDelete: 'CASCADE',
})
export class ProviderOrphan extends BaseColumns {
  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'character varying', length: 32 })
  provider: string;

  @Column({ type: 'character varying', length: 255 })
  accountId: string;

  @Column({ type: 'character varying', length: 16 })
  kind: OrphanKind;

  /** The address of the number, or the carrier's id of the application or trunk. */
  @Column({ type: 'character varying', length: 255 })
  externalId: string;

  /** Stable code of why it could not be released. */
  @Column({ type: 'character varying', length: 64 })
  reason: string;

  /** What the carrier should be set back to by hand. */
  @Column({ type: 'jsonb', nullable: true })
  savedSettings: RemoteSettings | null;
}
