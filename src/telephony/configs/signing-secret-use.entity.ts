import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TelephonyConfig } from './telephony-config.entity.js';

/** When a signing secret last verified a call. Kept by fingerprint, so that the table holds no secret. */
@Entity('signing_secret_uses')
@ForeignKey(() => TelephonyConfig, ['telephonyConfigurationId'], ['id'], {
  name: 'fk_signing_secret_uses_configuration',
  onDelete: 'CASCADE',
})
export class SigningSecretUse {
  @PrimaryColumn({ type: 'bigint' })
  telephonyConfigurationId: number;

  @PrimaryColumn({ type: 'character varying', length: 64 })
  fingerprint: string;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  lastVerifiedAt: Date;
}
