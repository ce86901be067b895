import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refusalOf } from '../../common/persistence/raised-constraint.js';
import { Database } from '../../database/database.js';
import { PhoneNumberWriter } from '../phone-numbers/phone-number.writer.js';
import { PhoneNumberSyncService } from '../sync/phone-number-sync.service.js';
import type { SyncOutcome } from '../sync/sync-state.js';

const BINDING = {
  name: 'number-unbinding-binding',
  text: 'SELECT inbound_workflow_id FROM phone_numbers WHERE id = $1',
};

const NOTHING_TO_DO: Omit<SyncOutcome, 'message'> = { state: 'not_applicable', reason: null };

/** Takes a number away from a workflow and gives the carrier its settings back. */
@Injectable()
export class NumberUnbinding {
  constructor(
    private readonly database: Database,
    private readonly writer: PhoneNumberWriter,
    private readonly syncs: PhoneNumberSyncService,
  ) {}

  /**
   * Asked again, it goes on with what is left to do.
   * @param override whether route assertions may break; otherwise a number that keeps one stays bound
   * @returns how the carrier took it; null while another process holds the number
   */
  async unbind(id: number, workflowId: number, override: boolean): Promise<SyncOutcome | null> {
    const token = randomUUID();
    const refused = await this.take(id, workflowId, { leaseToken: token, override });
    if (refused) return refused;
    const [row] = await this.database.query<{ inbound_workflow_id: number | null }>(BINDING, [id]);
    if (!row) return { ...NOTHING_TO_DO, message: 'The number is not registered any more.' };
    if (row.inbound_workflow_id !== null) {
      return { ...NOTHING_TO_DO, message: 'The number was bound to another workflow meanwhile.' };
    }
    return this.syncs.release(id, token);
  }

  private async take(
    id: number,
    workflowId: number,
    options: { leaseToken: string; override: boolean },
  ): Promise<SyncOutcome | null> {
    try {
      await this.writer.unbindFrom(workflowId, id, options);
      return null;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { state: 'failed', reason: refusal.code, message: refusal.detail };
    }
  }
}
