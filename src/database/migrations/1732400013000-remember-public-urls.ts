import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Under which URLs carriers were told to reach this service, and whether that worked when it was tried from here. */
export class RememberPublicUrls1732400013000 implements MigrationInterface {
  readonly name = 'RememberPublicUrls1732400013000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE public_urls (
      url character varying(2048) CONSTRAINT pk_public_urls PRIMARY KEY,
      in_use_since timestamp(3) with time zone NOT NULL DEFAULT now(),
      is_current boolean NOT NULL DEFAULT false,
      is_reachable boolean,
      reason character varying(64),
      checked_at timestamp(3) with time zone
    )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE public_urls`);
  }
}
