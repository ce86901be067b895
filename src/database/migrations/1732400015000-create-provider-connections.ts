import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which replica holds a configuration's permanent connection, and how it has been doing. */
export class CreateProviderConnections1732400015000 implements MigrationInterface {
  readonly name = 'CreateProviderConnections1732400015000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE provider_connections (
      telephony_configuration_id bigint CONSTRAINT pk_provider_connections PRIMARY KEY,
      lease_token uuid,
      lease_until timestamp(3) with time zone,
      connected_since timestamp(3) with time zone,
      failures integer NOT NULL DEFAULT 0,
      failing_since timestamp(3) with time zone,
      last_code character varying(64),
      updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
      CONSTRAINT fk_provider_connections_configuration FOREIGN KEY (telephony_configuration_id)
        REFERENCES telephony_configurations (id) ON DELETE CASCADE
    )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE provider_connections`);
  }
}
