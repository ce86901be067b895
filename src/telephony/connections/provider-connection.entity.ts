import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TelephonyConfig } from '../configs/telephony-config.entity.js';

/** Which replica holds the permanent connection of a configuration, and how it has been doing. */
@Entity('provider_connections')
@ForeignKey(() => TelephonyConfig, ['telephonyConfigurationId'], ['id'], {
  name: 'fk_provider_connections_configuration',
  onDelete: 'CASCADE',
})
export class ProviderConnection {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'pk_provider_connections' })
  telephonyConfigurationId: number;

  /** Of the replica that holds the connection or tries to; of nobody when `leaseUntil` is past. */
  @Column({ type: 'uuid', nullable: true })
  leaseToken: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  leaseUntil: Date | null;

  /** Null while there is no connection. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  connectedSince: Date | null;

  /** Failures in a row that trying again could not mend. */
  @Column({ type: 'integer', default: 0 })
  failures: number;

  /** Since when no connection has worked. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  failingSince: Date | null;

  /** How the last connection ended. */
  @Column({ type: 'character varying', length: 64, nullable: true })
  lastCode: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
