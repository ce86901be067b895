import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { FieldError } from '../../common/errors/problem-details.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { violates } from '../../common/persistence/postgres-error.js';
import { CONFIGURATION_CONSTRAINT, PhoneNumber } from '../phone-numbers/phone-number.entity.js';
import { PhoneNumberRemoval } from '../phone-numbers/phone-number.removal.js';
import { OwnApplications } from '../sync/own-applications.js';
import type { OpenedConfig } from './telephony-config.service.js';
import { TelephonyConfigService } from './telephony-config.service.js';
import { configInUse } from './telephony-config.errors.js';
import { TelephonyConfig } from './telephony-config.entity.js';

const PAGE = 200;

/** Deletes configurations: alone when nothing hangs on them, or with everything that does. */
@Injectable()
export class TelephonyConfigRemoval {
  constructor(
    @InjectRepository(TelephonyConfig) private readonly configs: Repository<TelephonyConfig>,
    @InjectRepository(PhoneNumber) private readonly phoneNumbers: Repository<PhoneNumber>,
    private readonly service: TelephonyConfigService,
    private readonly numbers: PhoneNumberRemoval,
    private readonly ownApplications: OwnApplications,
  ) {}

  /**
   * @returns how many numbers were deleted with it
   * @throws DomainError `config_in_use` without force; `provider_detach_failed` naming each number that could not be
   * detached, in which case the configuration and those numbers stay
   */
  async remove(
    organizationId: OrganizationId,
    id: number,
    options: { versions: readonly number[] | undefined; force: boolean },
  ): Promise<number> {
    const opened = await this.service.get(organizationId, id);
    const { versions } = options;
    if (versions && !versions.includes(opened.config.version)) throw versionMismatch();
    const deleted = options.force ? await this.removeNumbers(organizationId, id) : 0;
    await this.removeConfig(organizationId, opened, versions);
    return deleted;
  }

  private async removeNumbers(organizationId: OrganizationId, configId: number): Promise<number> {
    const faults: FieldError[] = [];
    let deleted = 0;
    let afterId = 0;
    for (;;) {
      const ids = await this.nextNumbers(organizationId, configId, afterId);
      if (ids.length === 0) break;
      for (const id of ids) {
        const fault = await this.removeNumber(organizationId, configId, id);
        if (fault) faults.push(fault);
        else deleted += 1;
      }
      afterId = ids.at(-1) ?? afterId;
    }
    if (faults.length === 0) return deleted;
    const detail = `${faults.length} phone number(s) could not be detached at the carrier, so they and the configuration stay; ${deleted} were deleted. Repair what is named and delete again.`;
    throw new DomainError('provider_detach_failed', detail, { errors: faults.slice(0, 100) });
  }

  private async removeNumber(organizationId: OrganizationId, configId: number, id: number): Promise<FieldError | null> {
    try {
      await this.numbers.remove(organizationId, configId, id, { versions: undefined, force: false });
      return null;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return error.code === 'phone_number_not_found'
        ? null
        : { pointer: `/phone_numbers/${id}`, code: error.code, detail: error.detail };
    }
  }

  private async nextNumbers(organizationId: OrganizationId, configId: number, afterId: number): Promise<number[]> {
    const rows = await this.phoneNumbers
      .createQueryBuilder('n')
      .select('n.id', 'id')
      .where('n.organization_id = :organizationId AND n.telephony_configuration_id = :configId AND n.id > :afterId', {
        organizationId,
        configId,
        afterId,
      })
      .orderBy('n.id')
      .limit(PAGE)
      .getRawMany<{ id: number }>();
    return rows.map((row) => row.id);
  }

  private async removeConfig(
    organizationId: OrganizationId,
    { config, credentials }: OpenedConfig,
    versions: readonly number[] | undefined,
  ): Promise<void> {
    try {
      const result = await this.configs.delete({
        id: config.id,
        organizationId,
        ...(versions ? { version: In([...versions]) } : {}),
      });
      if (result.affected === 0 && versions) throw versionMismatch();
    } catch (error) {
      if (!violates(error, CONFIGURATION_CONSTRAINT)) throw error;
      throw configInUse(await this.phoneNumbers.countBy({ organizationId, telephonyConfigurationId: config.id }));
    }
    await this.ownApplications.release(config, credentials);
  }
}
