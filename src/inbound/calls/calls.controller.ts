import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { toCallDetailDto, toCallDto } from './call.mapper.js';
import { CallReader } from './call.reader.js';
import { CallUsageReader } from './call-usage.reader.js';
import { CallDetailDto, CallListDto } from './dto/call.dto.js';
import { CallUsageDto } from './dto/call-usage.dto.js';
import { CallUsageQueryDto } from './dto/call-usage.query.dto.js';
import { ListCallsQueryDto } from './dto/list-calls.query.dto.js';

@ApiTags('Inbound calls')
@Controller('calls')
export class CallsController {
  constructor(
    private readonly calls: CallReader,
    private readonly usage: CallUsageReader,
  ) {}

  @Get()
  @Authenticated('read')
  @ApiOperation({
    summary: 'List inbound calls',
    description:
      'Every call whose webhook was signed by the carrier, answered or refused, once. A call appears within a second, after an outage of the database once that is over.',
  })
  @ApiOkResponse({ type: CallListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: ListCallsQueryDto,
  ): Promise<CallListDto> {
    const page = await this.calls.list(organizationId, query);
    return { calls: page.items.map(toCallDto), ...pageInfo(page) };
  }

  @Get('usage')
  @Authenticated('read')
  @ApiOperation({
    summary: 'Count inbound calls by the hour or the day',
    description: 'Of the whole organization. At most 31 days by the hour and 366 by the day.',
  })
  @ApiOkResponse({ type: CallUsageDto })
  @ApiProblems('invalid_parameter')
  async count(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: CallUsageQueryDto,
  ): Promise<CallUsageDto> {
    return this.usage.ofOrganization(organizationId, query);
  }

  @Get(':id')
  @Authenticated('read')
  @ApiOperation({
    summary: 'Show an inbound call',
    description: 'With the steps of the decision and, for a refused call, what to do.',
  })
  @ApiId('id')
  @ApiOkResponse({ type: CallDetailDto })
  @ApiProblems('invalid_parameter', 'call_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('id', ParseIdPipe) id: number,
  ): Promise<CallDetailDto> {
    return toCallDetailDto(await this.calls.get(organizationId, id));
  }
}
