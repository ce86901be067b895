import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { AcceptedJobDto } from '../../common/http/accepted-job.dto.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { ReconcilePlanDto } from './dto/reconcile-plan.dto.js';
import { ReconcileDto } from './dto/reconcile.dto.js';
import { ReconcileQueryDto } from './dto/reconcile.query.dto.js';
import { toReconcilePlanDto } from './reconcile-plan.mapper.js';
import { ReconcilePlanner } from './reconcile-planner.js';

@ApiTags('Telephony configurations')
@Controller('organizations/telephony-configs')
export class ReconcileController {
  constructor(private readonly planner: ReconcilePlanner) {}

  @Post(':config_id/reconcile')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Compare the account with what is stored here',
    description:
      'With `dry_run`, answers the plan: per number what the carrier shows, what is wanted, what would be done. With its `plan_hash`, exactly that is done as a job, or 412 if anything changed. Without either, a job compares the account and follows `drift_policy`.',
  })
  @ApiId('config_id')
  @ApiExtraModels(AcceptedJobDto)
  @ApiOkResponse({ type: ReconcilePlanDto, description: 'The plan, with `dry_run`.' })
  @ApiAcceptedResponse({ type: AcceptedJobDto, description: 'The job.' })
  @ApiProblems(
    'validation_failed',
    'invalid_parameter',
    'telephony_config_not_found',
    'config_inactive',
    'public_base_url_missing',
    'plan_outdated',
    'job_in_progress',
    'provider_unauthorized',
    'provider_rate_limited',
    'provider_refused',
    'provider_unreachable',
    'provider_invalid_response',
  )
  async reconcile(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: ReconcileQueryDto,
    @Body(bodyValidationPipe) body: ReconcileDto,
  ): Promise<ReconcilePlanDto | AcceptedJobDto> {
    if (query.dry_run) return toReconcilePlanDto(await this.planner.plan(organizationId, id));
    if (body.plan_hash == null) {
      return AcceptedJobDto.of(await this.planner.start(organizationId, id), 'The account is being compared.');
    }
    const jobId = await this.planner.apply(organizationId, id, body.plan_hash);
    return AcceptedJobDto.of(jobId, 'The plan is being executed.');
  }
}
