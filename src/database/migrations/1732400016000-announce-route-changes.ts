import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ids of up to 16 digits and a comma each; a notification takes less than 8000 bytes. */
const IDS_PER_NOTIFICATION = 400;

/** `number 7,8` or `workflow 7`, for statements that touch many rows in as few notifications as possible. */
const ANNOUNCE_IDS = `CREATE FUNCTION announce_route_ids() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('dialplane_routes', TG_ARGV[0] || ' ' || string_agg(id::text, ','))
       FROM (SELECT id, (row_number() OVER () - 1) / ${IDS_PER_NOTIFICATION} AS chunk FROM changed) AS numbered
      GROUP BY chunk;
    RETURN NULL;
  END $$`;

/** Only numbers of which a call would notice something: their labels change more often than their routes. */
const ANNOUNCE_CHANGED_NUMBERS = `CREATE FUNCTION announce_changed_route_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('dialplane_routes', 'number ' || string_agg(id::text, ','))
       FROM (SELECT n.id, (row_number() OVER () - 1) / ${IDS_PER_NOTIFICATION} AS chunk
               FROM changed n JOIN former o ON o.id = n.id
              WHERE (n.version, n.organization_id, n.telephony_configuration_id, n.provider, n.account_id,
                     n.address_normalized, n.inbound_workflow_id, n.is_active)
                    IS DISTINCT FROM
                    (o.version, o.organization_id, o.telephony_configuration_id, o.provider, o.account_id,
                     o.address_normalized, o.inbound_workflow_id, o.is_active)) AS numbered
      GROUP BY chunk;
    RETURN NULL;
  END $$`;

/** `account twilio AC…`, one for each account: whoever has never heard of it must not go on believing that nobody has it. */
const ANNOUNCE_ACCOUNTS = `CREATE FUNCTION announce_route_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('dialplane_routes', 'account ' || provider || ' ' || account_id)
       FROM (SELECT DISTINCT provider, account_id FROM changed) AS accounts;
    RETURN NULL;
  END $$`;

/** Configurations are written often for other reasons, such as when they were last compared. */
const ANNOUNCE_CHANGED_ACCOUNTS = `CREATE FUNCTION announce_changed_route_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('dialplane_routes', 'account ' || account.provider || ' ' || account.account_id)
       FROM changed n
       JOIN former o ON o.id = n.id
      CROSS JOIN LATERAL (SELECT n.provider, n.account_id UNION SELECT o.provider, o.account_id) AS account
      WHERE (n.organization_id, n.provider, n.account_id, n.inactive_since IS NULL, n.credentials_key_id,
             n.credentials_ciphertext, n.secondary_key_id, n.secondary_ciphertext)
            IS DISTINCT FROM
            (o.organization_id, o.provider, o.account_id, o.inactive_since IS NULL, o.credentials_key_id,
             o.credentials_ciphertext, o.secondary_key_id, o.secondary_ciphertext);
    RETURN NULL;
  END $$`;

interface Announcement {
  table: string;
  call: string;
  /** What is called when rows are changed, instead of when they come and go. */
  callOnUpdate: string;
}

const ANNOUNCEMENTS: readonly Announcement[] = [
  {
    table: 'phone_numbers',
    call: `announce_route_ids('number')`,
    callOnUpdate: 'announce_changed_route_numbers()',
  },
  {
    table: 'telephony_configurations',
    call: 'announce_route_accounts()',
    callOnUpdate: 'announce_changed_route_accounts()',
  },
  { table: 'workflows', call: `announce_route_ids('workflow')`, callOnUpdate: `announce_route_ids('workflow')` },
];

/** Every change of what a call is routed by is announced on the channel `dialplane_routes`. */
export class AnnounceRouteChanges1732400016000 implements MigrationInterface {
  readonly name = 'AnnounceRouteChanges1732400016000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const definition of [ANNOUNCE_IDS, ANNOUNCE_CHANGED_NUMBERS, ANNOUNCE_ACCOUNTS, ANNOUNCE_CHANGED_ACCOUNTS])
      await queryRunner.query(definition);
    for (const { table, call, callOnUpdate } of ANNOUNCEMENTS) {
      const create = (event: string, rows: string, called: string): Promise<unknown> =>
        queryRunner.query(
          `CREATE TRIGGER tr_${table}_route_${event} AFTER ${event} ON ${table}
             REFERENCING ${rows} FOR EACH STATEMENT EXECUTE FUNCTION ${called}`,
        );
      await create('insert', 'NEW TABLE AS changed', call);
      await create('update', 'NEW TABLE AS changed OLD TABLE AS former', callOnUpdate);
      await create('delete', 'OLD TABLE AS changed', call);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { table } of ANNOUNCEMENTS) {
      for (const event of ['insert', 'update', 'delete'])
        await queryRunner.query(`DROP TRIGGER tr_${table}_route_${event} ON ${table}`);
    }
    for (const name of ['ids', 'accounts']) await queryRunner.query(`DROP FUNCTION announce_route_${name}()`);
    for (const name of ['numbers', 'accounts'])
      await queryRunner.query(`DROP FUNCTION announce_changed_route_${name}()`);
  }
}
