import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { Workflow } from '../workflow.entity.js';
import { WorkflowService } from '../workflow.service.js';
import { WorkflowSecretVault } from './workflow-secret-vault.js';

/** Two, while one replaces the other. */
const MOST_SECRETS = 2;

/** Shows, replaces and retires the signing secrets of a workflow. */
@Injectable()
export class WorkflowSecretsService {
  constructor(
    @InjectRepository(Workflow) private readonly rows: Repository<Workflow>,
    private readonly workflows: WorkflowService,
    private readonly vault: WorkflowSecretVault,
  ) {}

  /** The newest first; makes the first one where there is none. */
  async list(organizationId: OrganizationId, id: number): Promise<string[]> {
    const secrets = this.vault.open(await this.workflows.get(organizationId, id));
    if (secrets.length > 0) return secrets;
    // Of two who ask for the first time at once, both are given what the first has stored. Nothing that a client has
    // read of the workflow changes by that.
    await this.rows.update(
      { id, organizationId, signingCiphertext: IsNull() },
      { ...this.vault.seal(organizationId, [this.vault.make()]), updatedAt: () => 'updated_at' },
    );
    return this.vault.open(await this.workflows.get(organizationId, id));
  }

  /** @throws DomainError `secondary_secret_present` while two are live */
  async add(organizationId: OrganizationId, id: number): Promise<string[]> {
    const workflow = await this.workflows.get(organizationId, id);
    const secrets = this.vault.open(workflow);
    if (secrets.length >= MOST_SECRETS) {
      throw new DomainError(
        'secondary_secret_present',
        'Two signing secrets are live already. Retire the older one first, once your endpoint knows the newer.',
      );
    }
    return this.store(workflow, [this.vault.make(), ...secrets]);
  }

  /** Retires the older of two. @throws DomainError `secondary_secret_missing` */
  async retire(organizationId: OrganizationId, id: number): Promise<string[]> {
    const workflow = await this.workflows.get(organizationId, id);
    const [newest, older] = this.vault.open(workflow);
    if (newest === undefined || older === undefined) {
      throw new DomainError('secondary_secret_missing', 'There is only one signing secret. Add another one first.');
    }
    return this.store(workflow, [newest]);
  }

  /** Of two who do this at once, one is told to look again. */
  private async store(workflow: Workflow, secrets: string[]): Promise<string[]> {
    const { id, organizationId, version } = workflow;
    const sealed = this.vault.seal(organizationId, secrets);
    const result = await this.rows.update({ id, organizationId, version }, { ...sealed, version: () => 'version + 1' });
    if (result.affected === 0) throw versionMismatch();
    return secrets;
  }
}
