import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { AccountKey, BoundNumber, ConfigurationRow, InboundKey, NumberRow, WorkflowRow } from './route-rows.js';

const CONFIGURATION = `c.id, c.organization_id AS "organizationId", c.provider, c.account_id AS "accountId",
  c.inactive_since IS NULL AS "isActive", c.credentials_key_id AS "credentialsKeyId",
  c.credentials_ciphertext AS "credentialsCiphertext", c.secondary_key_id AS "secondaryKeyId",
  c.secondary_ciphertext AS "secondaryCiphertext"`;

const WORKFLOW = `w.id, w.version, w.organization_id AS "organizationId", w.name, w.is_active AS "isActive", w.target,
  w.fallback_target AS "fallbackTarget", w.signing_key_id AS "signingKeyId", w.signing_ciphertext AS "signingCiphertext"`;

const NUMBER = `n.id, n.version, n.organization_id AS "organizationId", n.telephony_configuration_id AS "configurationId",
  n.provider, n.account_id AS "accountId", n.address_normalized AS "address", n.inbound_workflow_id AS "workflowId",
  n.is_active AS "isActive"`;

/** A bound number in one row: the columns of its workflow follow its own. */
const BOUND_NUMBER = `${NUMBER}, w.version AS "workflowVersion", w.name AS "workflowName",
  w.is_active AS "workflowIsActive", w.target AS "target", w.fallback_target AS "fallbackTarget",
  w.signing_key_id AS "signingKeyId", w.signing_ciphertext AS "signingCiphertext"`;

const NUMBER_BY_KEY = {
  name: 'route-number',
  text: `SELECT ${BOUND_NUMBER} FROM phone_numbers n
    LEFT JOIN workflows w ON w.organization_id = n.organization_id AND w.id = n.inbound_workflow_id
    WHERE n.provider = $1 AND n.account_id = $2 AND n.address_normalized = $3`,
};

const NUMBERS_BY_ID = {
  name: 'route-numbers',
  text: `SELECT ${NUMBER} FROM phone_numbers n WHERE n.id = ANY ($1::bigint[])`,
};

const NUMBERS_AFTER = {
  name: 'route-numbers-after',
  text: `SELECT ${NUMBER} FROM phone_numbers n
    WHERE n.id > $1 AND n.is_active AND n.inbound_workflow_id IS NOT NULL ORDER BY n.id LIMIT $2`,
};

const ACCOUNT = {
  name: 'route-account',
  text: `SELECT ${CONFIGURATION} FROM telephony_configurations c WHERE c.provider = $1 AND c.account_id = $2 ORDER BY c.id`,
};

const CONFIGURATIONS_AFTER = {
  name: 'route-configurations-after',
  text: `SELECT ${CONFIGURATION} FROM telephony_configurations c WHERE c.id > $1 ORDER BY c.id LIMIT $2`,
};

const WORKFLOWS_BY_ID = {
  name: 'route-workflows',
  text: `SELECT ${WORKFLOW} FROM workflows w WHERE w.id = ANY ($1::bigint[])`,
};

/** How long a read may take; nobody waits longer for it. Milliseconds. */
export const READ_TIMEOUT_MS = 1_000;

type BoundNumberRow = NumberRow &
  Pick<WorkflowRow, 'target' | 'fallbackTarget' | 'signingKeyId' | 'signingCiphertext'> & {
    workflowVersion: number;
    workflowName: string;
    workflowIsActive: boolean;
  };

/** Reads routes from the database. Throws what {@link Database} throws. */
@Injectable()
export class RouteReader {
  constructor(private readonly database: Database) {}

  /** Null when nobody has registered it. */
  async number({ provider, accountId, address }: InboundKey): Promise<BoundNumber | null> {
    const statement = { ...NUMBER_BY_KEY, timeoutMs: READ_TIMEOUT_MS };
    const [row] = await this.database.query<BoundNumberRow>(statement, [provider, accountId, address]);
    return row === undefined ? null : boundNumber(row);
  }

  /** The configurations of an account, of whichever organizations, by id. */
  account({ provider, accountId }: AccountKey): Promise<ConfigurationRow[]> {
    return this.database.query({ ...ACCOUNT, timeoutMs: READ_TIMEOUT_MS }, [provider, accountId]);
  }

  numbers(ids: readonly number[]): Promise<NumberRow[]> {
    return this.database.query(NUMBERS_BY_ID, [ids]);
  }

  /** A page of active, bound numbers, by id. */
  numbersAfter(id: number, limit: number): Promise<NumberRow[]> {
    return this.database.query(NUMBERS_AFTER, [id, limit]);
  }

  configurationsAfter(id: number, limit: number): Promise<ConfigurationRow[]> {
    return this.database.query(CONFIGURATIONS_AFTER, [id, limit]);
  }

  workflows(ids: readonly number[]): Promise<WorkflowRow[]> {
    return this.database.query(WORKFLOWS_BY_ID, [ids]);
  }
}

function boundNumber(row: BoundNumberRow): BoundNumber {
  const { workflowVersion, workflowName, workflowIsActive, target, fallbackTarget, ...rest } = row;
  const { signingKeyId, signingCiphertext, ...number } = rest;
  if (number.workflowId === null) return { number, workflow: null };
  const signing = { signingKeyId, signingCiphertext };
  const name = { version: workflowVersion, name: workflowName, isActive: workflowIsActive };
  const workflow = { id: number.workflowId, organizationId: number.organizationId, ...name, target, fallbackTarget };
  return { number, workflow: { ...workflow, ...signing } };
}
