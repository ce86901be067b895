import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a number's next attempt is due, what the carrier was last seen to do with it, and whether we created it there.
 * The configuration is repeated beside the number, because due numbers are taken up by configuration.
 */
export class ScheduleSyncs1732400009000 implements MigrationInterface {
  readonly name = 'ScheduleSyncs1732400009000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE phone_number_syncs
      ADD COLUMN telephony_configuration_id bigint,
      ADD COLUMN observed_settings jsonb,
      ADD COLUMN seen_at timestamp(3) with time zone,
      ADD COLUMN gone_at timestamp(3) with time zone,
      ADD COLUMN drift jsonb,
      ADD COLUMN is_provisioned boolean NOT NULL DEFAULT false`);
    await queryRunner.query(`UPDATE phone_number_syncs s
         SET telephony_configuration_id = n.telephony_configuration_id,
             next_attempt_at = CASE WHEN s.state = 'pending' THEN now() END
        FROM phone_numbers n WHERE n.id = s.phone_number_id`);
    await queryRunner.query(`ALTER TABLE phone_number_syncs ALTER COLUMN telephony_configuration_id SET NOT NULL`);
    await queryRunner.query(`DROP INDEX ix_phone_number_syncs_pending`);
    await queryRunner.query(
      `CREATE INDEX ix_phone_number_syncs_due ON phone_number_syncs (telephony_configuration_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX ix_phone_number_syncs_due`);
    await queryRunner.query(
      `CREATE INDEX ix_phone_number_syncs_pending ON phone_number_syncs (phone_number_id) WHERE state = 'pending'`,
    );
    await queryRunner.query(`ALTER TABLE phone_number_syncs
      DROP COLUMN telephony_configuration_id, DROP COLUMN observed_settings, DROP COLUMN seen_at, DROP COLUMN gone_at,
      DROP COLUMN drift, DROP COLUMN is_provisioned`);
  }
}
