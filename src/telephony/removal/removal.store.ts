import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import type { RemovalPlanDto } from '../../common/http/removal-plan.dto.js';
import { Database } from '../../database/database.js';
import { JobStore } from '../../jobs/job.store.js';
import { REMOVE_CONFIGURATION, REMOVE_WORKFLOW } from './removal-kinds.js';

/** What is deleted: its table, the column by which numbers refer to it, and the kind of the job. */
const TARGETS = {
  configuration: {
    kind: REMOVE_CONFIGURATION,
    table: 'telephony_configurations',
    column: 'telephony_configuration_id',
  },
  workflow: { kind: REMOVE_WORKFLOW, table: 'workflows', column: 'inbound_workflow_id' },
} as const;

export type RemovalTarget = keyof typeof TARGETS;

export interface RemovalParameters {
  /** Numbers that were registered after the request are not part of it. */
  last_number_id: number;
  /** Whether route assertions may break. Jobs of before do not say. */
  override?: boolean;
}

interface RemovalOptions {
  /** Those that the client accepts; undefined for any. */
  versions: readonly number[] | undefined;
  /** Whether route assertions may break. */
  override: boolean;
}

const LISTED_AT_ONCE = 500;
const SHOWN_ADDRESSES = 100;

function planStatement(target: RemovalTarget): { name: string; text: string } {
  const { column } = TARGETS[target];
  return {
    name: `removal-plan-${target}`,
    text: `SELECT count(*)::int AS numbers,
                  count(*) FILTER (WHERE n.inbound_workflow_id IS NOT NULL)::int AS bound_numbers,
                  count(*) FILTER (WHERE s.applied_settings IS NOT NULL AND NOT s.is_provisioned)::int AS would_restore,
                  count(*) FILTER (WHERE s.is_provisioned)::int AS would_remove_at_carrier,
                  ARRAY(SELECT f.address_normalized FROM phone_numbers f
                         WHERE f.organization_id = $1 AND f.${column} = $2 ORDER BY f.id LIMIT ${SHOWN_ADDRESSES}) AS addresses
             FROM phone_numbers n JOIN phone_number_syncs s ON s.phone_number_id = n.id
            WHERE n.organization_id = $1 AND n.${column} = $2`,
  };
}

// The last item says how far the list has got, so that a page is added once, however often it is asked for.
function listStatement(target: RemovalTarget): { name: string; text: string } {
  return {
    name: `removal-list-${target}`,
    text: `WITH last AS (
             SELECT coalesce(max(i.position), 0) AS position, coalesce(max(i.phone_number_id), 0) AS phone_number_id
               FROM (SELECT position, phone_number_id FROM job_items WHERE job_id = $1 ORDER BY position DESC LIMIT 1) i),
           next AS (
             SELECT n.id, n.address_normalized FROM phone_numbers n, last
              WHERE n.organization_id = $2 AND n.${TARGETS[target].column} = $3 AND n.id > last.phone_number_id AND n.id <= $4
              ORDER BY n.id LIMIT ${LISTED_AT_ONCE})
           INSERT INTO job_items (job_id, position, address, phone_number_id)
           SELECT $1, last.position + row_number() OVER (ORDER BY next.id), next.address_normalized, next.id FROM next, last
           RETURNING position`,
  };
}

/** The database's part in deleting something together with what hangs on it. */
@Injectable()
export class RemovalStore {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobStore,
  ) {}

  /** What a deletion by force would do. */
  async plan(target: RemovalTarget, organizationId: OrganizationId, id: number): Promise<RemovalPlanDto> {
    const [plan] = await this.database.query<RemovalPlanDto>(planStatement(target), [organizationId, id]);
    return plan ?? { numbers: 0, bound_numbers: 0, would_restore: 0, would_remove_at_carrier: 0, addresses: [] };
  }

  /**
   * Starts the job that works on all its numbers. Requests for the same thing wait for each other at its row.
   * @returns the job; null when there are no numbers, or the thing is gone
   * @throws DomainError `job_in_progress`, `version_mismatch`
   */
  start(
    target: RemovalTarget,
    organizationId: OrganizationId,
    id: number,
    { versions, override }: RemovalOptions,
  ): Promise<number | null> {
    return this.database.transaction(async (manager) => {
      const { kind, table, column } = TARGETS[target];
      const [row] = await manager.query<{ version: number }[]>(
        `SELECT version FROM ${table} WHERE organization_id = $1 AND id = $2 FOR NO KEY UPDATE`,
        [organizationId, id],
      );
      if (!row) return null;
      if (versions && !versions.includes(row.version)) throw versionMismatch();
      await this.refuseSecond(manager, kind, id);
      const [last] = await manager.query<{ id: number | null }[]>(
        `SELECT max(id) AS id FROM phone_numbers WHERE organization_id = $1 AND ${column} = $2`,
        [organizationId, id],
      );
      if (last?.id == null) return null;
      const parameters: RemovalParameters = { last_number_id: last.id, override };
      return this.jobs.enqueue(manager, { organizationId, kind, subjectId: id, parameters });
    });
  }

  /** Adds the next numbers to the items of the job. Asking again after a crash adds none twice and leaves none out. */
  async listMore(
    target: RemovalTarget,
    job: { id: number; organization_id: number; subject_id: number | null; parameters: RemovalParameters },
  ): Promise<number> {
    const values = [job.id, job.organization_id, job.subject_id, job.parameters.last_number_id];
    return (await this.database.query(listStatement(target), values)).length;
  }

  private async refuseSecond(manager: EntityManager, kind: string, subjectId: number): Promise<void> {
    const running = await this.jobs.unfinished(manager, kind, subjectId);
    if (running === null) return;
    throw new DomainError('job_in_progress', `This is being deleted already: job ${running} shows how far it is.`);
  }
}
