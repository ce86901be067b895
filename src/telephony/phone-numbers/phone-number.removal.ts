import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { Database } from '../../database/database.js';
import { PhoneNumberSyncService } from '../sync/phone-number-sync.service.js';
import { ProviderOrphan } from '../sync/provider-orphan.entity.js';
import type { SyncOutcome } from '../sync/sync-state.js';
import type { SyncSubject } from '../sync/sync-subject.js';
import { PhoneNumber } from './phone-number.entity.js';
import { detachFailed, syncInProgress } from './phone-number.errors.js';
import { PhoneNumberReader } from './phone-number.reader.js';

/** Deletes phone numbers: first the carrier gets its former settings back, then the row goes. */
@Injectable()
export class PhoneNumberRemoval {
  constructor(
    private readonly reader: PhoneNumberReader,
    private readonly syncs: PhoneNumberSyncService,
    private readonly database: Database,
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

  private async releaseApplication(subject: SyncSubject): Promise<void> {
    const { organizationId, provider, accountId, applicationId } = subject;
    const fault = await this.syncs.releaseApplicationOf(subject);
    if (fault === null || applicationId === null) return;
    const reason = fault.reason ?? 'detach_failed';
    await this.database.transaction((manager) =>
      manager.insert(ProviderOrphan, {
        organizationId,
        provider,
        accountId,
        kind: 'application',
        externalId: applicationId,
        reason,
        savedSettings: null,
      }),
    );
  }

  private async deleteRow(subject: SyncSubject, outcome: SyncOutcome): Promise<void> {
    await this.database.transaction(async (manager) => {
      if (outcome.state === 'failed') {
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
    });
  }
}
