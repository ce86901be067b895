import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the carrier was last known to do with a number, and what it did before us. */
export class CreatePhoneNumberSyncs1732400005000 implements MigrationInterface {
  readonly name = 'CreatePhoneNumberSyncs1732400005000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE phone_number_syncs (
      phone_number_id bigint CONSTRAINT pk_phone_number_syncs PRIMARY KEY,
      state character varying(16) NOT NULL,
      reason character varying(64),
      message text,
      attempts integer NOT NULL DEFAULT 0,
      last_attempt_at timestamp(3) with time zone,
      next_attempt_at timestamp(3) with time zone,
      wanted_revision integer NOT NULL DEFAULT 1,
      shared_confirmed boolean NOT NULL DEFAULT false,
      saved_settings jsonb,
      applied_settings jsonb,
      lease_token uuid,
      lease_until timestamp(3) with time zone,
      CONSTRAINT ck_phone_number_syncs_state CHECK (state IN ('not_applicable', 'pending', 'in_sync', 'drifted', 'failed', 'detached')),
      CONSTRAINT fk_phone_number_syncs_phone_number FOREIGN KEY (phone_number_id) REFERENCES phone_numbers (id) ON DELETE CASCADE
    )`);
    await queryRunner.query(
      `CREATE INDEX ix_phone_number_syncs_pending ON phone_number_syncs (phone_number_id) WHERE state = 'pending'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE phone_number_syncs`);
  }
}
