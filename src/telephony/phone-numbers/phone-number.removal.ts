import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { Database } from '../../database/database.js';
import { PhoneNumberSyncService } from '../sync/phone-number-sync.service.js';
import { ProviderOrphan } from '../sync/provider-orphan.entity.js';
import { SyncQueue } from '../sync/sync-queue.js';
import type { SyncOutcome } from '../sync/sync-state.js';
import type { SyncSubject } from '../sync/sync-subject.js';
import { PhoneNumber } from './phone-number.entity.js';
import { detachFailed, syncInProgress } from './phone-number.errors.js';
import { PhoneNumberReader } from './phone-number.reader.js';

/** An application that still points here although no number needs it. One of our own goes with its configuration. */
const RECORD_APPLICATION = `
  INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason, saved_settings)
  SELECT $1, a.provider, a.account_id, 'application', a.external_id, $5, a.saved_settings
    FROM provider_applications a
   WHERE a.provider = $2 AND a.account_id = $3 AND a.external_id = $4 AND NOT a.is_ours AND a.applied_settings IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM phone_numbers n JOIN telephony_configurations c ON c.id = n.telephony_configuration_id
                      WHERE c.provider = $2 AND c.account_id = $3 AND c.application_id = $4
                        AND n.inbound_workflow_id IS NOT NULL)`;

const EXISTS = { name: 'phone-number-exists', text: 'SELECT 1 FROM phone_numbers WHERE id = $1' };

const GONE: SyncOutcome = { state: 'not_applicable', reason: null, message: 'The number was deleted already.' };

/** Deletes phone numbers: first the carrier gets its former settings back, then the row goes. */
@Injectable()
export class PhoneNumberRemoval {
  constructor(
    private readonly reader: PhoneNumberReader,
    private readonly syncs: PhoneNumberSyncService,
    private readonly database: Database,
    private readonly queue: SyncQueue,
  ) {}

  /**
   * @param force deletes the row even if the carrier cannot be set back, and records what is left there
   * @throws DomainError `provider_detach_failed`, `sync_in_progress`, `version_mismatch`
   */
  async remove(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    options: { versions: readonly number[] | undefined; force: boolean },
  ): Promise<SyncOutcome> {
    const row = await this.reader.get(organizationId, configId, id);
    if (options.versions && !options.versions.includes(row.version)) throw versionMismatch();
    const released = await this.syncs.detachForRemoval(id, randomUUID());
    if (released === null) throw syncInProgress();
    const { subject, outcome } = released;
    if (outcome.state === 'failed' && !options.force) throw detachFailed(outcome.message);
    await this.deleteRow(subject, outcome);
    if (outcome.state !== 'failed') await this.releaseApplication(subject);
    return outcome;
  }

  /**
   * As {@link remove}, without force, for work on many numbers: a failure is an outcome like any other.
   * @returns null while another process holds the number
   */
  async removeFor(id: number): Promise<SyncOutcome | null> {
    const released = await this.syncs.detachForRemoval(id, randomUUID());
    if (released === null) return (await this.exists(id)) ? null : GONE;
    const { subject, outcome } = released;
    if (outcome.state === 'failed') return outcome;
    await this.deleteRow(subject, outcome);
    await this.releaseApplication(subject);
    return outcome;
  }

  private async exists(id: number): Promise<boolean> {
    return (await this.database.query(EXISTS, [id])).length > 0;
  }

  private async releaseApplication(subject: SyncSubject): Promise<void> {
    const fault = await this.syncs.releaseApplicationOf(subject);
    if (fault === null) return;
    await this.database.transaction((manager) => this.recordApplication(manager, subject, fault));
  }

  private async recordApplication(
    manager: EntityManager,
    { organizationId, provider, accountId, applicationId }: SyncSubject,
    { reason }: SyncOutcome,
  ): Promise<void> {
    if (applicationId === null) return;
    const values = [organizationId, provider, accountId, applicationId, reason ?? 'detach_failed'];
    await manager.query(RECORD_APPLICATION, values);
  }

  private async deleteRow(subject: SyncSubject, outcome: SyncOutcome): Promise<void> {
    await this.database.transaction(async (manager) => {
      const isChanged = subject.memory.applied !== null || subject.isProvisioned;
      if (outcome.state === 'failed' && isChanged) {
        await manager.insert(ProviderOrphan, {
          organizationId: subject.organizationId,
          provider: subject.provider,
          accountId: subject.accountId,
          kind: 'phone_number',
          externalId: subject.address,
          reason: outcome.reason ?? 'detach_failed',
          savedSettings: subject.memory.saved,
        });
      }
      await manager.delete(PhoneNumber, { id: subject.phoneNumberId });
      if (outcome.state === 'failed') await this.recordApplication(manager, subject, outcome);
      // A job may be waiting for the number that is gone now.
      await this.queue.wake(subject.configurationId, { manager });
    });
  }
}
