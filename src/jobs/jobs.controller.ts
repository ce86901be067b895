import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../auth/organization-id.js';
import { ApiId } from '../common/http/api-id.decorator.js';
import { ApiProblems } from '../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../common/http/parse-id.pipe.js';
import { queryValidationPipe } from '../common/http/validation.js';
import { pageInfo } from '../common/pagination/page.js';
import { JobItemListDto } from './dto/job-item.dto.js';
import { JobDto, JobListDto } from './dto/job.dto.js';
import { ListJobItemsQueryDto } from './dto/list-job-items.query.dto.js';
import { ListJobsQueryDto } from './dto/list-jobs.query.dto.js';
import { toJobDto, toJobItemDto } from './job.mapper.js';
import { JobReader } from './job.reader.js';

@ApiTags('Jobs')
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobReader) {}

  @Get()
  @Authenticated('read')
  @ApiOperation({ summary: 'List jobs', description: 'Work on many numbers that goes on after its request.' })
  @ApiOkResponse({ type: JobListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: ListJobsQueryDto,
  ): Promise<JobListDto> {
    const page = await this.jobs.list(organizationId, query);
    return { jobs: page.items.map(toJobDto), ...pageInfo(page) };
  }

  @Get(':job_id')
  @Authenticated('read')
  @ApiOperation({ summary: 'Show a job and how far it is' })
  @ApiId('job_id')
  @ApiOkResponse({ type: JobDto })
  @ApiProblems('invalid_parameter', 'job_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('job_id', ParseIdPipe) id: number,
  ): Promise<JobDto> {
    return toJobDto(await this.jobs.get(organizationId, id));
  }

  @Get(':job_id/items')
  @Authenticated('read')
  @ApiOperation({ summary: 'List what a job works on', description: 'One item for each number, and how it ended.' })
  @ApiId('job_id')
  @ApiOkResponse({ type: JobItemListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor', 'job_not_found')
  async items(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('job_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: ListJobItemsQueryDto,
  ): Promise<JobItemListDto> {
    const page = await this.jobs.items(organizationId, id, query);
    return { items: page.items.map(toJobItemDto), ...pageInfo(page) };
  }
}
