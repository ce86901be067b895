import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import type { OrganizationId } from '../auth/organization-id.js';
import { versionMismatch } from '../common/errors/version-mismatch.js';
import { mergePatch } from '../common/http/merge-patch.js';
import type { RemovalPlanDto } from '../common/http/removal-plan.dto.js';
import { parseAs } from '../common/http/validation.js';
import type { Page } from '../common/pagination/page.js';
import type { PageQueryDto } from '../common/pagination/page-query.dto.js';
import { pageWhere } from '../common/persistence/page-where.js';
import { refusalOf } from '../common/persistence/raised-constraint.js';
import { FOREIGN_KEY_VIOLATION, postgresErrorOf } from '../common/persistence/postgres-error.js';
import { CursorCodec } from '../crypto/cursor-codec.js';
import { overrideRouteAssertions } from './assertions/route-assertion.rule.js';
import { CreateWorkflowDto } from './dto/create-workflow.dto.js';
import type { UpdateWorkflowDto } from './dto/update-workflow.dto.js';
import { WorkflowSecretVault } from './signing/workflow-secret-vault.js';
import { workflowInUse, workflowNotFound } from './workflow.errors.js';
import { Workflow } from './workflow.entity.js';
import { toWorkflowInput } from './workflow.mapper.js';
import type { WorkflowChangeOptions } from './workflow-usage.port.js';
import { WorkflowUsage } from './workflow-usage.port.js';

/** The versions a client accepts, from `If-Match`; undefined for any. */
type Versions = readonly number[] | undefined;

/** Keeps the agents that numbers may route to. */
@Injectable()
export class WorkflowService {
  constructor(
    @InjectRepository(Workflow) private readonly workflows: Repository<Workflow>,
    private readonly usage: WorkflowUsage,
    private readonly cursors: CursorCodec,
    private readonly secrets: WorkflowSecretVault,
  ) {}

  async create(organizationId: OrganizationId, input: CreateWorkflowDto): Promise<Workflow> {
    const sealed = this.secrets.seal(organizationId, [this.secrets.make()]);
    const defaults = { organizationId, fallbackTarget: null, isActive: true, ...sealed };
    const workflow = this.workflows.create({ ...defaults, ...columns(input) });
    await this.workflows.insert(workflow);
    return workflow;
  }

  async list(organizationId: OrganizationId, query: PageQueryDto): Promise<Page<Workflow>> {
    const scope = `workflows:${organizationId}`;
    const start = this.cursors.start(query, scope);
    const rows = await this.workflows.find({
      where: { organizationId, ...pageWhere(start) },
      order: { id: start.descending ? 'DESC' : 'ASC' },
      take: start.limit + 1,
    });
    return this.cursors.page(rows, query, scope);
  }

  async get(organizationId: OrganizationId, id: number): Promise<Workflow> {
    const workflow = await this.workflows.findOneBy({ id, organizationId });
    if (!workflow) throw workflowNotFound();
    return workflow;
  }

  /** Absent and null fields stay as they are. */
  async update(
    organizationId: OrganizationId,
    id: number,
    changes: UpdateWorkflowDto,
    options: WorkflowChangeOptions,
  ): Promise<Workflow> {
    return this.write(await this.get(organizationId, id), columns(changes), options);
  }

  /** JSON Merge Patch: null clears, the result must be a valid workflow. */
  async patch(
    organizationId: OrganizationId,
    id: number,
    patch: unknown,
    { versions, override }: WorkflowChangeOptions,
  ): Promise<Workflow> {
    const current = await this.get(organizationId, id);
    const merged = parseAs(CreateWorkflowDto, mergePatch(toWorkflowInput(current), patch) as object);
    // What was merged is only right for the version that was read.
    const allowed = versions ? versions.filter((version) => version === current.version) : [current.version];
    const changes = {
      ...columns(merged),
      fallbackTarget: merged.fallback_target ?? null,
      isActive: merged.is_active ?? true,
    };
    return this.write(current, changes, { versions: allowed, override });
  }

  /** @throws DomainError `workflow_in_use` while numbers are bound to it, `route_assertion_failed` */
  async remove(
    organizationId: OrganizationId,
    id: number,
    { versions, override }: WorkflowChangeOptions,
  ): Promise<Workflow> {
    const workflow = await this.get(organizationId, id);
    try {
      const where = { id, organizationId, ...(versions ? { version: In([...versions]) } : {}) };
      const result = await this.change(override, (workflows) => workflows.delete(where));
      if (result.affected === 0) throw versionMismatch();
      return workflow;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) throw refusal;
      if (postgresErrorOf(error)?.code !== FOREIGN_KEY_VIOLATION) throw error;
      throw workflowInUse(await this.usage.count(organizationId, id));
    }
  }

  /** What {@link removeByForce} would do. */
  async removalPlan(organizationId: OrganizationId, id: number, versions: Versions): Promise<RemovalPlanDto> {
    const workflow = await this.get(organizationId, id);
    if (versions && !versions.includes(workflow.version)) throw versionMismatch();
    return this.usage.removalPlan(organizationId, id);
  }

  /**
   * @returns the job that unbinds its numbers and then deletes it; where there are none, the workflow, which is deleted
   * @throws DomainError `job_in_progress`
   */
  async removeByForce(
    organizationId: OrganizationId,
    id: number,
    options: WorkflowChangeOptions,
  ): Promise<Workflow | number> {
    const jobId = await this.usage.startRemoval(organizationId, id, options);
    return jobId ?? this.remove(organizationId, id, options);
  }

  private async write(
    current: Workflow,
    changes: Partial<Workflow>,
    { versions, override }: WorkflowChangeOptions,
  ): Promise<Workflow> {
    const { id } = current;
    const organizationId = current.organizationId as OrganizationId;
    if (versions && !versions.includes(current.version)) throw versionMismatch();
    // A change to what is there already is none; a new version would turn others away for nothing.
    if (isSame(current, changes)) return current;
    const where = { id, organizationId, ...(versions ? { version: In([...versions]) } : {}) };
    const columns = { ...(changes as object), version: () => 'version + 1' };
    const result = await this.change(override, (workflows) => workflows.update(where, columns));
    const workflow = await this.get(organizationId, id);
    if (result.affected === 0) throw versionMismatch();
    return workflow;
  }

  /** One statement; in a transaction only when that has to say that it may break route assertions. */
  private change<T>(override: boolean, statement: (workflows: Repository<Workflow>) => Promise<T>): Promise<T> {
    if (!override) return statement(this.workflows);
    return this.workflows.manager.transaction(async (manager) => {
      await overrideRouteAssertions(manager);
      return statement(manager.getRepository(Workflow));
    });
  }
}

/** Whether the columns have these values already. Targets are compared as the JSON that they are stored as. */
function isSame(current: Workflow, changes: Partial<Workflow>): boolean {
  const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
  const present = Object.fromEntries(Object.keys(changes).map((name) => [name, current[name as keyof Workflow]]));
  return isDeepStrictEqual(asJson(present), asJson(changes));
}

/** The columns that an input mentions. */
function columns(input: UpdateWorkflowDto): Partial<Workflow> {
  return {
    ...(input.name == null ? {} : { name: input.name }),
    ...(input.target == null ? {} : { target: input.target }),
    ...(input.fallback_target == null ? {} : { fallbackTarget: input.fallback_target }),
    ...(input.is_active == null ? {} : { isActive: input.is_active }),
  };
}
