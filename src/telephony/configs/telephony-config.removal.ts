import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import type { RemovalPlanDto } from '../../common/http/removal-plan.dto.js';
import { violates } from '../../common/persistence/postgres-error.js';
import { Database } from '../../database/database.js';
import { ConnectionSupervisor } from '../connections/connection-supervisor.js';
import { CONFIGURATION_CONSTRAINT, PhoneNumber, TRUNK_CONSTRAINT } from '../phone-numbers/phone-number.entity.js';
import { RemovalStore } from '../removal/removal.store.js';
import type { LeftApplication } from '../sync/own-applications.js';
import { OwnApplications } from '../sync/own-applications.js';
import { trunkBusy } from '../trunks/trunk.errors.js';
import type { ReleasedTrunks } from '../trunks/trunk.removal.js';
import { TrunkRemoval } from '../trunks/trunk.removal.js';
import type { OpenedConfig } from './telephony-config.service.js';
import { TelephonyConfigService } from './telephony-config.service.js';
import { configInUse } from './telephony-config.errors.js';
import { TelephonyConfig } from './telephony-config.entity.js';

/** The versions a client accepts, from `If-Match`; undefined for any. */
type Versions = readonly number[] | undefined;

/** Deletes configurations: at once when no number hangs on them, else as a job that releases every number first. */
@Injectable()
export class TelephonyConfigRemoval {
  constructor(
    @InjectRepository(PhoneNumber) private readonly phoneNumbers: Repository<PhoneNumber>,
    private readonly database: Database,
    private readonly service: TelephonyConfigService,
    private readonly removals: RemovalStore,
    private readonly ownApplications: OwnApplications,
    private readonly trunks: TrunkRemoval,
    private readonly connections: ConnectionSupervisor,
  ) {}

  /** What a deletion by force would do. */
  async plan(organizationId: OrganizationId, id: number, versions: Versions): Promise<RemovalPlanDto> {
    const { config } = await this.service.get(organizationId, id);
    if (versions && !versions.includes(config.version)) throw versionMismatch();
    return this.removals.plan('configuration', organizationId, id);
  }

  /**
   * @param options.force releases and deletes its numbers first
   * @param options.override whether route assertions may break with that
   * @returns the job that does it; null when there were no numbers and the configuration is deleted
   * @throws DomainError `config_in_use` without force, `job_in_progress`, `sync_in_progress`
   */
  async remove(
    organizationId: OrganizationId,
    id: number,
    { versions, force, override }: { versions: Versions; force: boolean; override: boolean },
  ): Promise<number | null> {
    const opened = await this.service.get(organizationId, id);
    if (versions && !versions.includes(opened.config.version)) throw versionMismatch();
    const options = { versions, override };
    const jobId = force ? await this.removals.start('configuration', organizationId, id, options) : null;
    if (jobId === null) await this.delete(opened, versions);
    return jobId;
  }

  /**
   * Deletes a configuration whose numbers are gone.
   * @throws DomainError `config_in_use` when there are others by now, `sync_in_progress`, `telephony_config_not_found`
   */
  async removeEmpty(organizationId: OrganizationId, id: number): Promise<void> {
    await this.delete(await this.service.get(organizationId, id), undefined);
  }

  private async delete({ config, credentials }: OpenedConfig, versions: Versions): Promise<void> {
    const { id, organizationId } = config;
    const trunks = await this.trunks.releaseAll(config, credentials);
    const application = await this.deleteRow(config, versions, trunks).catch(async (error: unknown) => {
      await this.trunks.keep(trunks.ids, trunks.token);
      if (!violates(error, CONFIGURATION_CONSTRAINT) && !violates(error, TRUNK_CONSTRAINT)) throw error;
      throw configInUse(await this.phoneNumbers.countBy({ organizationId, telephonyConfigurationId: id }));
    });
    this.connections.kickFor(config.provider);
    if (application) await this.ownApplications.remove(application, credentials);
  }

  /** Deletes the row and records, in the same transaction, what is left at the carrier. */
  private deleteRow(
    config: TelephonyConfig,
    versions: Versions,
    trunks: ReleasedTrunks,
  ): Promise<LeftApplication | null> {
    const { id, organizationId } = config;
    return this.database.transaction(async (manager) => {
      const areTrunksReleased = await this.trunks.recordLeft(manager, config, trunks);
      const where = { id, organizationId, ...(versions ? { version: In([...versions]) } : {}) };
      const { affected } = await manager.delete(TelephonyConfig, where);
      if (affected === 0 && versions) throw versionMismatch();
      // Only now: that numbers stand against it is said by the deletion.
      if (!areTrunksReleased) throw trunkBusy();
      return this.ownApplications.record(manager, config);
    });
  }
}
