import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A URL under which carriers were told to reach this service, and whether it answered when it was tried from here. */
@Entity('public_urls')
export class PublicUrl {
  @PrimaryColumn({ type: 'character varying', length: 2048 })
  url: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  inUseSince: Date;

  /** The one that carriers are told now. */
  @Column({ type: 'boolean', default: false })
  isCurrent: boolean;

  /** Null until it was tried. */
  @Column({ type: 'boolean', nullable: true })
  isReachable: boolean | null;

  @Column({ type: 'character varying', length: 64, nullable: true })
  reason: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  checkedAt: Date | null;
}
