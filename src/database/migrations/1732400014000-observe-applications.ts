import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an application at the carrier was last seen to do. */
export class ObserveApplications1732400014000 implements MigrationInterface {
  readonly name = 'ObserveApplications1732400014000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE provider_applications
      ADD COLUMN observed_settings jsonb,
      ADD COLUMN observed_at timestamp(3) with time zone,
      ADD COLUMN gone_at timestamp(3) with time zone`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE provider_applications DROP COLUMN observed_settings, DROP COLUMN observed_at, DROP COLUMN gone_at`,
    );
  }
}
