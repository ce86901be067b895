import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a configuration is kept an eye on, and the second secret that is live while one is being replaced. */
export class WatchConfigurations1732400011000 implements MigrationInterface {
  readonly name = 'WatchConfigurations1732400011000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE telephony_configurations
      ADD COLUMN drift_policy character varying(16) NOT NULL DEFAULT 'report',
      ADD COLUMN next_reconcile_at timestamp(3) with time zone,
      ADD COLUMN reconciled_at timestamp(3) with time zone,
      ADD COLUMN reconcile_fault character varying(64),
      ADD COLUMN credentials_checked_at timestamp(3) with time zone,
      ADD COLUMN credentials_fault character varying(64),
      ADD COLUMN secondary_key_id character varying(16),
      ADD COLUMN secondary_ciphertext bytea,
      ADD COLUMN secondary_added_at timestamp(3) with time zone,
      ADD CONSTRAINT ck_telephony_configurations_drift_policy CHECK (drift_policy IN ('report', 'repair'))`);
    await queryRunner.query(`UPDATE telephony_configurations SET next_reconcile_at = now()`);
    await queryRunner.query(
      `CREATE INDEX ix_telephony_configurations_reconcile ON telephony_configurations (next_reconcile_at) WHERE next_reconcile_at IS NOT NULL`,
    );
    await queryRunner.query(`CREATE TABLE signing_secret_uses (
      telephony_configuration_id bigint NOT NULL,
      fingerprint character varying(64) NOT NULL,
      last_verified_at timestamp(3) with time zone NOT NULL,
      CONSTRAINT pk_signing_secret_uses PRIMARY KEY (telephony_configuration_id, fingerprint),
      CONSTRAINT fk_signing_secret_uses_configuration FOREIGN KEY (telephony_configuration_id)
        REFERENCES telephony_configurations (id) ON DELETE CASCADE
    )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE signing_secret_uses`);
    await queryRunner.query(`DROP INDEX ix_telephony_configurations_reconcile`);
    await queryRunner.query(`ALTER TABLE telephony_configurations
      DROP COLUMN drift_policy, DROP COLUMN next_reconcile_at, DROP COLUMN reconciled_at, DROP COLUMN reconcile_fault,
      DROP COLUMN credentials_checked_at, DROP COLUMN credentials_fault, DROP COLUMN secondary_key_id,
      DROP COLUMN secondary_ciphertext, DROP COLUMN secondary_added_at`);
  }
}
