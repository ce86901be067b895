import type { AnyTarget } from '../../workflows/targets/any-target.js';
import type { WorkflowSecretVault } from '../../workflows/signing/workflow-secret-vault.js';
import type { WorkflowRow } from './route-rows.js';
import type { WorkflowRoute } from './routes.js';

/** A workflow in memory. */
export class StoredWorkflow implements WorkflowRoute {
  readonly id: number;
  readonly version: number;
  readonly organizationId: number;
  readonly name: string;
  readonly isActive: boolean;
  readonly target: AnyTarget;
  readonly fallbackTarget: AnyTarget | null;
  private opened: readonly string[] | undefined;

  constructor(
    readonly row: WorkflowRow,
    private readonly vault: WorkflowSecretVault,
  ) {
    this.id = row.id;
    this.version = row.version;
    this.organizationId = row.organizationId;
    this.name = row.name;
    this.isActive = row.isActive;
    this.target = row.target;
    this.fallbackTarget = row.fallbackTarget;
  }

  /** @throws Error when the key that they were sealed with is not in the key ring */
  secrets(): readonly string[] {
    this.opened ??= this.vault.open(this.row);
    return this.opened;
  }
}
