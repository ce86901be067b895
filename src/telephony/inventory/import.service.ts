import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { FieldError } from '../../common/errors/problem-details.js';
import { validationFailed } from '../../common/http/validation.js';
import { Database } from '../../database/database.js';
import { JobStore } from '../../jobs/job.store.js';
import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import { WorkflowService } from '../../workflows/workflow.service.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { telephonyConfigNotFound } from '../configs/telephony-config.errors.js';
import { parseAddress } from '../phone-numbers/number-address.js';
import type { ImportDto } from './dto/import.dto.js';
import { IMPORT, type ImportParameters } from './import.task.js';
import { inventoryOf } from './inventory.reader.js';

/** Starts the import of the numbers of an account. */
@Injectable()
export class ImportService {
  constructor(
    private readonly accounts: BackgroundAccountReader,
    private readonly workflows: WorkflowService,
    private readonly database: Database,
    private readonly jobs: JobStore,
  ) {}

  /**
   * @returns the job
   * @throws DomainError `telephony_config_not_found`, `inventory_not_supported`, `workflow_not_found`, `job_in_progress`,
   * `validation_failed` with a pointer to each address that cannot be read
   */
  async start(organizationId: OrganizationId, configurationId: number, input: ImportDto): Promise<number> {
    const account = await this.accounts.find(configurationId, organizationId);
    if (!account) throw telephonyConfigNotFound();
    inventoryOf(account);
    if (input.inbound_workflow_id != null) await this.workflows.get(organizationId, input.inbound_workflow_id);
    const parameters: ImportParameters = {
      addresses: input.addresses == null ? null : canonical(account.provider.metadata, input.addresses),
      inbound_workflow_id: input.inbound_workflow_id ?? null,
      label_pattern: input.label_pattern ?? '{name}',
      is_active: input.is_active ?? true,
    };
    return this.database.transaction((manager) =>
      this.jobs.enqueue(manager, { organizationId, kind: IMPORT, subjectId: configurationId, parameters }),
    );
  }
}

function canonical(metadata: ProviderMetadata, addresses: readonly string[]): string[] {
  const faults: FieldError[] = [];
  const read = addresses.flatMap((address, index) => {
    try {
      return [parseAddress(metadata, address, null).canonical];
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      faults.push({ pointer: `/addresses/${index}`, code: error.code, detail: error.detail });
      return [];
    }
  });
  if (faults.length > 0) throw validationFailed(faults.slice(0, 100));
  return [...new Set<string>(read)];
}
