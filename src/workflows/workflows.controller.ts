import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentOrganization } from '../auth/decorators/current-organization.decorator.js';
import { Authenticated } from '../auth/decorators/authenticated.decorator.js';
import type { OrganizationId } from '../auth/organization-id.js';
import { AcceptedJobDto } from '../common/http/accepted-job.dto.js';
import { ApiId } from '../common/http/api-id.decorator.js';
import { ApiIfMatch } from '../common/http/api-if-match.decorator.js';
import { ApiProblems } from '../common/http/api-problems.decorator.js';
import { ApiRemoval } from '../common/http/api-removal.decorator.js';
import { DeleteByForceQueryDto } from '../common/http/delete-by-force.query.dto.js';
import { OverrideQueryDto } from '../common/http/override.query.dto.js';
import { IfMatch } from '../common/http/if-match.decorator.js';
import { CreatesAtPath } from '../common/http/location.decorator.js';
import { ParseIdPipe } from '../common/http/parse-id.pipe.js';
import type { RemovalPlanDto } from '../common/http/removal-plan.dto.js';
import { assertObject, bodyValidationPipe, queryValidationPipe } from '../common/http/validation.js';
import { pageInfo } from '../common/pagination/page.js';
import { PageQueryDto } from '../common/pagination/page-query.dto.js';
import { CreateWorkflowDto } from './dto/create-workflow.dto.js';
import { UpdateWorkflowDto } from './dto/update-workflow.dto.js';
import { WorkflowDto } from './dto/workflow.dto.js';
import { WorkflowListDto } from './dto/workflow-list.dto.js';
import { WORKFLOW_EXAMPLES } from './workflow.examples.js';
import { toWorkflowDto } from './workflow.mapper.js';
import { WorkflowService } from './workflow.service.js';

@ApiTags('Workflows')
@Controller('workflows')
export class WorkflowsController {
  constructor(private readonly workflows: WorkflowService) {}

  @Post()
  @Authenticated('write')
  @CreatesAtPath()
  @ApiOperation({ summary: 'Create a workflow', description: 'A named target that inbound calls are handed to.' })
  @ApiBody({ type: CreateWorkflowDto, examples: WORKFLOW_EXAMPLES })
  @ApiCreatedResponse({ type: WorkflowDto })
  @ApiProblems('validation_failed')
  async create(
    @CurrentOrganization() organizationId: OrganizationId,
    @Body(bodyValidationPipe) body: CreateWorkflowDto,
  ): Promise<WorkflowDto> {
    return toWorkflowDto(await this.workflows.create(organizationId, body));
  }

  @Get()
  @Authenticated('read')
  @ApiOperation({ summary: 'List workflows' })
  @ApiOkResponse({ type: WorkflowListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: PageQueryDto,
  ): Promise<WorkflowListDto> {
    const page = await this.workflows.list(organizationId, query);
    return { workflows: page.items.map(toWorkflowDto), ...pageInfo(page) };
  }

  @Get(':workflow_id')
  @Authenticated('read')
  @ApiOperation({ summary: 'Show a workflow' })
  @ApiId('workflow_id')
  @ApiOkResponse({ type: WorkflowDto })
  @ApiProblems('invalid_parameter', 'workflow_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('workflow_id', ParseIdPipe) id: number,
  ): Promise<WorkflowDto> {
    return toWorkflowDto(await this.workflows.get(organizationId, id));
  }

  @Put(':workflow_id')
  @Authenticated('write')
  @ApiOperation({ summary: 'Update a workflow', description: 'Fields that are absent or null stay as they are.' })
  @ApiId('workflow_id')
  @ApiIfMatch()
  @ApiOkResponse({ type: WorkflowDto })
  @ApiProblems(
    'validation_failed',
    'invalid_parameter',
    'workflow_not_found',
    'version_mismatch',
    'route_assertion_failed',
  )
  async update(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('workflow_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) { override }: OverrideQueryDto,
    @Body(bodyValidationPipe) body: UpdateWorkflowDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<WorkflowDto> {
    return toWorkflowDto(await this.workflows.update(organizationId, id, body, { versions, override }));
  }

  @Patch(':workflow_id')
  @Authenticated('write')
  @ApiOperation({ summary: 'Patch a workflow', description: 'JSON Merge Patch (RFC 7396): null clears a field.' })
  @ApiId('workflow_id')
  @ApiIfMatch()
  @ApiBody({ type: UpdateWorkflowDto })
  @ApiOkResponse({ type: WorkflowDto })
  @ApiProblems(
    'validation_failed',
    'invalid_parameter',
    'workflow_not_found',
    'version_mismatch',
    'route_assertion_failed',
  )
  async patch(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('workflow_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) { override }: OverrideQueryDto,
    @Body() body: unknown,
    @IfMatch() versions: number[] | undefined,
  ): Promise<WorkflowDto> {
    assertObject(body);
    return toWorkflowDto(await this.workflows.patch(organizationId, id, body, { versions, override }));
  }

  @Delete(':workflow_id')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Delete a workflow',
    description:
      'Refused while numbers are bound to it. With `force`, a job unbinds them all, gives the carriers their settings back and at last deletes the workflow; `dry_run` says what it would do.',
  })
  @ApiId('workflow_id')
  @ApiIfMatch()
  @ApiRemoval(WorkflowDto)
  @ApiProblems(
    'invalid_parameter',
    'workflow_not_found',
    'workflow_in_use',
    'job_in_progress',
    'version_mismatch',
    'route_assertion_failed',
  )
  async remove(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('workflow_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: DeleteByForceQueryDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<WorkflowDto | RemovalPlanDto | AcceptedJobDto> {
    if (query.dry_run) return this.workflows.removalPlan(organizationId, id, versions);
    const options = { versions, override: query.override };
    if (!query.force) return toWorkflowDto(await this.workflows.remove(organizationId, id, options));
    const removed = await this.workflows.removeByForce(organizationId, id, options);
    if (typeof removed !== 'number') return toWorkflowDto(removed);
    return AcceptedJobDto.of(removed, 'The workflow is being deleted, and its phone numbers are being unbound.');
  }
}
