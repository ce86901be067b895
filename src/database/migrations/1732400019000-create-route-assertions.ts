import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many assertions a refusal names. */
const NAMED_ASSERTIONS = 3;

/** The assertions that hold because of this number, as it is or was: active, and bound to the workflow that is expected. */
const KEPT_BY = `CREATE FUNCTION route_assertions_kept_by(number phone_numbers) RETURNS SETOF route_assertions
  LANGUAGE sql STABLE AS $$
    SELECT a.*
      FROM route_assertions a
      JOIN workflows w ON w.organization_id = a.organization_id AND w.id = a.workflow_id AND w.is_active
      JOIN telephony_configurations c ON c.id = number.telephony_configuration_id AND c.inactive_since IS NULL
     WHERE a.organization_id = number.organization_id AND a.provider = number.provider
       AND a.account_id = number.account_id AND a.address_normalized = number.address_normalized
       AND a.workflow_id = number.inbound_workflow_id AND number.is_active
  $$`;

/** Refuses a change, unless it says that it may break assertions. What it would break is told as JSON in the detail. */
const RAISE = `CREATE FUNCTION raise_broken_route_assertions(broken bigint[], change text) RETURNS void
  LANGUAGE plpgsql AS $$
  DECLARE
    named jsonb;
  BEGIN
    IF cardinality(broken) = 0 OR current_setting('dialplane.override_route_assertions', true) = 'on' THEN
      RETURN;
    END IF;
    SELECT jsonb_agg(jsonb_build_object('id', a.id, 'address', a.address_normalized, 'workflow', w.name) ORDER BY a.id)
      INTO named
      FROM (SELECT * FROM route_assertions WHERE id = ANY (broken) ORDER BY id LIMIT ${NAMED_ASSERTIONS}) a
      JOIN workflows w ON w.organization_id = a.organization_id AND w.id = a.workflow_id;
    RAISE EXCEPTION 'route assertions would not hold any more'
      USING ERRCODE = 'check_violation', TABLE = 'route_assertions', CONSTRAINT = 'ck_route_assertions_hold',
            DETAIL = jsonb_build_object('change', change, 'total', cardinality(broken), 'assertions', named)::text;
  END $$`;

/** Called for numbers that were reached by calls: whatever is different about them breaks what they kept. */
const OF_NUMBER = `CREATE FUNCTION keep_route_assertions_of_number() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM raise_broken_route_assertions(
      ARRAY(SELECT a.id FROM route_assertions_kept_by(OLD) a),
      CASE WHEN TG_OP = 'DELETE' THEN 'number_deleted'
           WHEN NOT NEW.is_active THEN 'number_deactivated'
           WHEN NEW.inbound_workflow_id IS NULL THEN 'number_unbound'
           WHEN NEW.inbound_workflow_id <> OLD.inbound_workflow_id THEN 'number_rebound'
           ELSE 'number_moved' END);
    RETURN NULL;
  END $$`;

const OF_CONFIGURATION = `CREATE FUNCTION keep_route_assertions_of_configuration() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM raise_broken_route_assertions(
      ARRAY(SELECT a.id
              FROM route_assertions a
              JOIN phone_numbers n ON n.provider = a.provider AND n.account_id = a.account_id
                   AND n.address_normalized = a.address_normalized AND n.inbound_workflow_id = a.workflow_id AND n.is_active
              JOIN workflows w ON w.organization_id = a.organization_id AND w.id = a.workflow_id AND w.is_active
             WHERE a.organization_id = OLD.organization_id AND a.provider = OLD.provider
               AND a.account_id = OLD.account_id AND n.telephony_configuration_id = OLD.id),
      'configuration_parked');
    RETURN NULL;
  END $$`;

const OF_WORKFLOW = `CREATE FUNCTION keep_route_assertions_of_workflow() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM raise_broken_route_assertions(
      ARRAY(SELECT a.id
              FROM route_assertions a
              JOIN phone_numbers n ON n.organization_id = a.organization_id AND n.provider = a.provider
                   AND n.account_id = a.account_id AND n.address_normalized = a.address_normalized
                   AND n.inbound_workflow_id = a.workflow_id AND n.is_active
              JOIN telephony_configurations c ON c.id = n.telephony_configuration_id AND c.inactive_since IS NULL
             WHERE a.organization_id = OLD.organization_id AND a.workflow_id = OLD.id),
      'workflow_deactivated');
    RETURN NULL;
  END $$`;

/** Before the deletion, which takes the assertions along. Nobody's expectations stand against the end of an organization. */
const OF_DELETED_WORKFLOW = `CREATE FUNCTION keep_route_assertions_of_deleted_workflow() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM raise_broken_route_assertions(
      ARRAY(SELECT a.id FROM route_assertions a JOIN organizations o ON o.id = a.organization_id
             WHERE a.organization_id = OLD.organization_id AND a.workflow_id = OLD.id),
      'workflow_deleted');
    RETURN OLD;
  END $$`;

/**
 * What an assertion speaks of is locked while it is looked at, so that a change which is under way is waited for, and a
 * later one finds the assertion. In the order in which others lock: configuration, number, workflow.
 */
const OF_NEW_ASSERTION = `CREATE FUNCTION keep_new_route_assertion() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    fault text;
    number phone_numbers;
  BEGIN
    IF current_setting('dialplane.override_route_assertions', true) = 'on' THEN
      RETURN NULL;
    END IF;
    PERFORM FROM telephony_configurations c
      WHERE c.id = (SELECT n.telephony_configuration_id FROM phone_numbers n
                     WHERE n.provider = NEW.provider AND n.account_id = NEW.account_id
                       AND n.address_normalized = NEW.address_normalized)
        FOR SHARE;
    SELECT n.* INTO number FROM phone_numbers n
     WHERE n.provider = NEW.provider AND n.account_id = NEW.account_id
       AND n.address_normalized = NEW.address_normalized AND n.organization_id = NEW.organization_id
       FOR SHARE;
    PERFORM FROM workflows w WHERE w.organization_id = NEW.organization_id AND w.id = NEW.workflow_id FOR SHARE;
    IF EXISTS (SELECT FROM route_assertions_kept_by(number) a WHERE a.id = NEW.id) THEN
      RETURN NULL;
    END IF;
    SELECT CASE WHEN number.id IS NULL THEN 'number_unknown'
                WHEN NOT number.is_active THEN 'number_inactive'
                WHEN c.inactive_since IS NOT NULL THEN 'configuration_inactive'
                WHEN number.inbound_workflow_id IS NULL THEN 'number_unbound'
                WHEN number.inbound_workflow_id <> NEW.workflow_id THEN 'number_bound_elsewhere'
                ELSE 'workflow_inactive' END
      INTO fault
      FROM (SELECT) AS one LEFT JOIN telephony_configurations c ON c.id = number.telephony_configuration_id;
    PERFORM raise_broken_route_assertions(ARRAY[NEW.id], 'asserted_' || fault);
    RETURN NULL;
  END $$`;

/** What a call is routed by. */
const ROUTING_COLUMNS = ['organization_id', 'provider', 'account_id', 'address_normalized', 'inbound_workflow_id'];

function routing(row: string): string {
  return [...ROUTING_COLUMNS, 'is_active'].map((column) => `${row}.${column}`).join(', ');
}

const WAS_REACHED = 'OLD.is_active AND OLD.inbound_workflow_id IS NOT NULL';

/** Row by row, and only for rows of which a call would notice something: other writes pay for a comparison. */
const TRIGGERS: readonly { name: string; table: string; when: string; calls: string }[] = [
  {
    name: 'tr_phone_numbers_assertions_update',
    table: 'phone_numbers',
    when: `AFTER UPDATE ON phone_numbers FOR EACH ROW
           WHEN (${WAS_REACHED} AND (${routing('OLD')}) IS DISTINCT FROM (${routing('NEW')}))`,
    calls: 'keep_route_assertions_of_number',
  },
  {
    name: 'tr_phone_numbers_assertions_delete',
    table: 'phone_numbers',
    when: `AFTER DELETE ON phone_numbers FOR EACH ROW WHEN (${WAS_REACHED})`,
    calls: 'keep_route_assertions_of_number',
  },
  {
    name: 'tr_telephony_configurations_assertions',
    table: 'telephony_configurations',
    when: `AFTER UPDATE ON telephony_configurations FOR EACH ROW
           WHEN (OLD.inactive_since IS NULL AND NEW.inactive_since IS NOT NULL)`,
    calls: 'keep_route_assertions_of_configuration',
  },
  {
    name: 'tr_workflows_assertions_update',
    table: 'workflows',
    when: 'AFTER UPDATE ON workflows FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)',
    calls: 'keep_route_assertions_of_workflow',
  },
  {
    name: 'tr_workflows_assertions_delete',
    table: 'workflows',
    when: 'BEFORE DELETE ON workflows FOR EACH ROW',
    calls: 'keep_route_assertions_of_deleted_workflow',
  },
  {
    name: 'tr_route_assertions_hold',
    table: 'route_assertions',
    when: 'AFTER INSERT ON route_assertions FOR EACH ROW',
    calls: 'keep_new_route_assertion',
  },
];

/** Numbers that calls can show: in the order of their ids, and by their country next to the one that is called. */
const CALLER_ID_INDEXES = [
  { name: 'ix_phone_numbers_caller_id', columns: 'telephony_configuration_id, id' },
  {
    name: 'ix_phone_numbers_caller_id_country',
    columns: 'telephony_configuration_id, country_code, address_normalized COLLATE "C"',
  },
];

/**
 * Expectations of who answers a number, and the rule that no change breaks one unnoticed, whichever way it takes; and
 * the indexes by which the number is found that an outbound call shows.
 */
export class CreateRouteAssertions1732400019000 implements MigrationInterface {
  readonly name = 'CreateRouteAssertions1732400019000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE route_assertions (
      id bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT pk_route_assertions PRIMARY KEY,
      created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
      organization_id bigint NOT NULL,
      provider character varying(32) NOT NULL,
      account_id character varying(255) NOT NULL,
      address_normalized character varying(255) NOT NULL,
      workflow_id bigint NOT NULL,
      label character varying(64),
      CONSTRAINT uq_route_assertions_number UNIQUE (organization_id, provider, account_id, address_normalized),
      CONSTRAINT fk_route_assertions_organization FOREIGN KEY (organization_id)
        REFERENCES organizations (id) ON DELETE CASCADE,
      CONSTRAINT fk_route_assertions_workflow FOREIGN KEY (organization_id, workflow_id)
        REFERENCES workflows (organization_id, id) ON DELETE CASCADE
    )`);
    await queryRunner.query(
      `CREATE INDEX ix_route_assertions_workflow ON route_assertions (organization_id, workflow_id)`,
    );
    await queryRunner.query(`CREATE INDEX ix_route_assertions_organization ON route_assertions (organization_id, id)`);
    for (const { name, columns } of CALLER_ID_INDEXES)
      await queryRunner.query(
        `CREATE INDEX ${name} ON phone_numbers (${columns}) WHERE is_active AND address_type = 'pstn'`,
      );
    const functions = [KEPT_BY, RAISE, OF_NUMBER, OF_CONFIGURATION, OF_WORKFLOW, OF_DELETED_WORKFLOW, OF_NEW_ASSERTION];
    for (const definition of functions) await queryRunner.query(definition);
    for (const { name, when, calls } of TRIGGERS)
      await queryRunner.query(`CREATE TRIGGER ${name} ${when} EXECUTE FUNCTION ${calls}()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { name, table } of TRIGGERS) await queryRunner.query(`DROP TRIGGER ${name} ON ${table}`);
    for (const calls of new Set(TRIGGERS.map((trigger) => trigger.calls)))
      await queryRunner.query(`DROP FUNCTION ${calls}()`);
    await queryRunner.query(`DROP FUNCTION raise_broken_route_assertions(bigint[], text)`);
    await queryRunner.query(`DROP FUNCTION route_assertions_kept_by(phone_numbers)`);
    for (const { name } of CALLER_ID_INDEXES) await queryRunner.query(`DROP INDEX ${name}`);
    await queryRunner.query(`DROP TABLE route_assertions`);
  }
}
