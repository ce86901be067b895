import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { refusalOf } from '../../common/persistence/raised-constraint.js';
import { Database } from '../../database/database.js';
import { overrideRouteAssertions } from '../../workflows/assertions/route-assertion.rule.js';
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

// Asked before the carrier is, which could not be told to take its settings back again.
const REFUSE_BROKEN_ASSERTIONS = {
  name: 'phone-number-removal-assertions',
  text: `SELECT raise_broken_route_assertions(ARRAY(SELECT a.id FROM route_assertions_kept_by(n) a), 'number_deleted')
           FROM phone_numbers n WHERE n.id = $1`,
};

const EXISTS = { name: 'phone-number-exists', text: 'SELECT 1 FROM phone_numbers WHERE id = $1' };

/** A number that the carrier has back, or not. */
interface Released {
  subject: SyncSubject;
  outcome: SyncOutcome;
}

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
   * @param options.force deletes the row even if the carrier cannot be set back, and records what is left there
   * @param options.override whether route assertions may break
   * @throws DomainError `provider_detach_failed`, `sync_in_progress`, `version_mismatch`; QueryFailedError for a broken
   * route assertion
   */
  async remove(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    options: { versions: readonly number[] | undefined; force: boolean; override: boolean },
  ): Promise<SyncOutcome> {
    const row = await this.reader.get(organizationId, configId, id);
    if (options.versions && !options.versions.includes(row.version)) throw versionMismatch();
    if (!options.override) await this.database.query(REFUSE_BROKEN_ASSERTIONS, [id]);
    const token = randomUUID();
    const released = await this.syncs.detachForRemoval(id, token);
    if (released === null) throw syncInProgress();
    const { subject, outcome } = released;
    if (outcome.state === 'failed' && !options.force) throw detachFailed(outcome.message);
    await this.deleteRow(released, token, options.override);
    if (outcome.state !== 'failed') await this.releaseApplication(subject);
    return outcome;
  }

  /**
   * As {@link remove}, without force, for work on many numbers: a failure is an outcome like any other.
   * @returns null while another process holds the number
   */
  async removeFor(id: number, override: boolean): Promise<SyncOutcome | null> {
    try {
      if (!override) await this.database.query(REFUSE_BROKEN_ASSERTIONS, [id]);
      return await this.release(id, override);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { state: 'failed', reason: refusal.code, message: refusal.detail };
    }
  }

  private async release(id: number, override: boolean): Promise<SyncOutcome | null> {
    const token = randomUUID();
    const released = await this.syncs.detachForRemoval(id, token);
    if (released === null) return (await this.exists(id)) ? null : GONE;
    const { subject, outcome } = released;
    if (outcome.state === 'failed') return outcome;
    await this.deleteRow(released, token, override);
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

  private async deleteRow(released: Released, token: string, override: boolean): Promise<void> {
    try {
      await this.database.transaction(async (manager) => {
        if (override) await overrideRouteAssertions(manager);
        await this.deleteIn(manager, released);
      });
    } catch (error) {
      // Somebody came to expect something of the number while the carrier was asked: it stays, and is attached again.
      if (refusalOf(error)) {
        await this.syncs.letGo(released.subject, token);
        await this.queue.wake(released.subject.configurationId);
      }
      throw error;
    }
  }

  private async deleteIn(manager: EntityManager, { subject, outcome }: Released): Promise<void> {
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
  }
}
