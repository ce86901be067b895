import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CleanedOrphanDto } from './dto/cleaned-orphan.dto.js';
import { DeletedOrphanDto } from './dto/deleted-orphan.dto.js';
import { ListOrphansQueryDto } from './dto/list-orphans.query.dto.js';
import { OrphanDto, OrphanListDto } from './dto/orphan.dto.js';
import { OrphanCleaner } from './orphan-cleaner.js';
import { toCleanedOrphanDto, toOrphanDto } from './orphan.mapper.js';
import { OrphanReader } from './orphan.reader.js';
import type { OrphanRow } from './orphan.row.js';

@ApiTags('Orphans')
@Controller('orphans')
export class OrphansController {
  constructor(
    private readonly orphans: OrphanReader,
    private readonly cleaner: OrphanCleaner,
    private readonly registry: ProviderRegistry,
  ) {}

  @Get()
  @Authenticated('read')
  @ApiOperation({
    summary: 'List what was left behind at carriers',
    description: 'Numbers, applications and trunks that were deleted here while the carrier could not be set back.',
  })
  @ApiOkResponse({ type: OrphanListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: ListOrphansQueryDto,
  ): Promise<OrphanListDto> {
    const page = await this.orphans.list(organizationId, query);
    return { orphans: page.items.map((row) => this.toDto(row)), ...pageInfo(page) };
  }

  @Get(':orphan_id')
  @Authenticated('read')
  @ApiOperation({ summary: 'Show what was left behind' })
  @ApiId('orphan_id')
  @ApiOkResponse({ type: OrphanDto })
  @ApiProblems('invalid_parameter', 'orphan_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('orphan_id', ParseIdPipe) id: number,
  ): Promise<OrphanDto> {
    return this.toDto(await this.orphans.get(organizationId, id));
  }

  @Post(':orphan_id/clean')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give back at the carrier what was left behind',
    description:
      'With the credentials of any configuration of the same account. What somebody else changed since is left alone, and what is in use here again is not touched. The orphan ends unless the carrier is at fault.',
  })
  @ApiId('orphan_id')
  @ApiOkResponse({ type: CleanedOrphanDto })
  @ApiProblems(
    'invalid_parameter',
    'orphan_not_found',
    'orphan_without_account',
    'sync_in_progress',
    'provider_unauthorized',
    'provider_rate_limited',
    'provider_refused',
    'provider_unreachable',
    'provider_invalid_response',
    'provider_detach_failed',
  )
  async clean(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('orphan_id', ParseIdPipe) id: number,
  ): Promise<CleanedOrphanDto> {
    return toCleanedOrphanDto(await this.cleaner.clean(organizationId, id));
  }

  @Delete(':orphan_id')
  @Authenticated('write')
  @ApiOperation({
    summary: 'Forget what was left behind',
    description: 'The carrier is not asked: for what was set right in its console.',
  })
  @ApiId('orphan_id')
  @ApiOkResponse({ type: DeletedOrphanDto })
  @ApiProblems('invalid_parameter', 'orphan_not_found')
  async remove(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('orphan_id', ParseIdPipe) id: number,
  ): Promise<DeletedOrphanDto> {
    await this.cleaner.forget(organizationId, id);
    return { message: 'Orphan forgotten. The carrier was not asked.' };
  }

  private toDto(row: OrphanRow): OrphanDto {
    return toOrphanDto(row, this.registry.get(row.provider).metadata);
  }
}
