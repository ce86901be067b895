import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The secrets with which what is said to a workflow is signed; sealed. Workflows of before get theirs when it is asked for. */
export class AddWorkflowSecrets1732400020000 implements MigrationInterface {
  readonly name = 'AddWorkflowSecrets1732400020000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE workflows ADD COLUMN signing_key_id character varying(16), ADD COLUMN signing_ciphertext bytea`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE workflows DROP COLUMN signing_key_id, DROP COLUMN signing_ciphertext`);
  }
}
