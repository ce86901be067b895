import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Organization } from '../../auth/organizations/organization.entity.js';
import { UniqueConstraint } from '../../common/persistence/unique-constraint.js';
import { TelephonyConfig } from '../../telephony/configs/telephony-config.entity.js';
import type { Diagnosis } from './diagnosis.js';

/** What is known of the refused webhooks of a configuration: the last diagnosis, and how many there were. */
@Entity('signature_diagnoses')
@UniqueConstraint('uq_signature_diagnoses_configuration', ['telephonyConfigurationId'], {
  code: 'internal_error',
  detail: 'Two diagnoses of one configuration at once. Ask again.',
})
@Index('ix_signature_diagnoses_organization', ['organizationId', 'id'])
@ForeignKey(() => Organization, ['organizationId'], ['id'], {
  name: 'fk_signature_diagnoses_organization',
  onDelete: 'CASCADE',
})
@ForeignKey(() => TelephonyConfig, ['telephonyConfigurationId'], ['id'], {
  name: 'fk_signature_diagnoses_configuration',
  onDelete: 'CASCADE',
})
export class SignatureDiagnosis {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'pk_signature_diagnoses',
  })
  id: number;

  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'bigint' })
  telephonyConfigurationId: number;

  @Column({ type: 'jsonb' })
  diagnosis: Diagnosis;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  diagnosedAt: Date;

  /** Since `failingSince`; a day without any begins anew. */
  @Column({ type: 'bigint' })
  failures: number;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  failingSince: Date;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  lastFailureAt: Date;
}
