import type { MigrationInterface, QueryRunner } from 'typeorm';

/** First answers of requests with an Idempotency-Key, encrypted, kept for a day. */
export class CreateIdempotencyKeys1732400007000 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKeys1732400007000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE idempotency_keys (
      organization_id bigint NOT NULL,
      key character varying(255) NOT NULL,
      fingerprint bytea NOT NULL,
      response_status integer,
      response_key_id character varying(16),
      response_ciphertext bytea,
      locked_until timestamp(3) with time zone NOT NULL,
      expires_at timestamp(3) with time zone NOT NULL,
      CONSTRAINT pk_idempotency_keys PRIMARY KEY (organization_id, key),
      CONSTRAINT fk_idempotency_keys_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
    )`);
    await queryRunner.query(`CREATE INDEX ix_idempotency_keys_expires_at ON idempotency_keys (expires_at)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE idempotency_keys`);
  }
}
