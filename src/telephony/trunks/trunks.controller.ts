import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiIfMatch } from '../../common/http/api-if-match.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { IfMatch } from '../../common/http/if-match.decorator.js';
import { CreatesAtPath } from '../../common/http/location.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { assertObject, bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { CreateTrunkDto } from './dto/create-trunk.dto.js';
import { DeleteTrunkQueryDto } from './dto/delete-trunk.query.dto.js';
import { DeletedTrunkDto } from './dto/deleted-trunk.dto.js';
import { TrunkDto, TrunkListDto } from './dto/trunk.dto.js';
import { UpdateTrunkDto } from './dto/update-trunk.dto.js';
import { toTrunkDto, toTrunkSyncDto } from './trunk.mapper.js';
import { TrunkRemoval } from './trunk.removal.js';
import { TrunkService } from './trunk.service.js';

const ID = 'trunk_id';

/** How PUT and PATCH are refused. */
const UPDATE_PROBLEMS = [
  'validation_failed',
  'trunk_name_taken',
  'invalid_parameter',
  'trunk_not_found',
  'telephony_config_not_found',
  'trunks_not_supported',
  'version_mismatch',
] as const;

@ApiTags('Trunks')
@ApiId('config_id')
@Controller('organizations/telephony-configs/:config_id/trunks')
export class TrunksController {
  constructor(
    private readonly trunks: TrunkService,
    private readonly removal: TrunkRemoval,
  ) {}

  @Post()
  @Authenticated('write')
  @CreatesAtPath()
  @ApiOperation({
    summary: 'Create a trunk',
    description:
      'Stores it and then makes it at the carrier. `provider_sync` says whether the carrier has it; faults that can pass are tried again in the background.',
  })
  @ApiCreatedResponse({ type: TrunkDto })
  @ApiProblems(
    'validation_failed',
    'invalid_parameter',
    'trunks_not_supported',
    'trunk_name_taken',
    'telephony_config_not_found',
    'trunk_not_found',
  )
  async create(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Body(bodyValidationPipe) body: CreateTrunkDto,
  ): Promise<TrunkDto> {
    return toTrunkDto(await this.trunks.create(organizationId, configId, body));
  }

  @Get()
  @Authenticated('read')
  @ApiOperation({ summary: 'List the trunks of a configuration' })
  @ApiOkResponse({ type: TrunkListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor', 'telephony_config_not_found')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Query(queryValidationPipe) query: PageQueryDto,
  ): Promise<TrunkListDto> {
    const page = await this.trunks.list(organizationId, configId, query);
    return { trunks: page.items.map(toTrunkDto), ...pageInfo(page) };
  }

  @Get(`:${ID}`)
  @Authenticated('read')
  @ApiOperation({ summary: 'Show a trunk' })
  @ApiId(ID)
  @ApiOkResponse({ type: TrunkDto })
  @ApiProblems('invalid_parameter', 'trunk_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param(ID, ParseIdPipe) id: number,
  ): Promise<TrunkDto> {
    return toTrunkDto(await this.trunks.get(organizationId, configId, id));
  }

  @Put(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Update a trunk',
    description:
      'Fields that are absent or null stay as they are. Settings and `is_active` are told to the carrier; a trunk that is not in sync is told to it again even when nothing changes.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiOkResponse({ type: TrunkDto })
  @ApiProblems(...UPDATE_PROBLEMS)
  async update(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param(ID, ParseIdPipe) id: number,
    @Body(bodyValidationPipe) body: UpdateTrunkDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TrunkDto> {
    return toTrunkDto(await this.trunks.update(organizationId, configId, id, body, versions));
  }

  @Patch(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Patch a trunk',
    description: 'JSON Merge Patch (RFC 7396): settings that are not named stay as they are.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiBody({ type: UpdateTrunkDto })
  @ApiOkResponse({ type: TrunkDto })
  @ApiProblems(...UPDATE_PROBLEMS)
  async patch(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param(ID, ParseIdPipe) id: number,
    @Body() body: unknown,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TrunkDto> {
    assertObject(body);
    return toTrunkDto(await this.trunks.patch(organizationId, configId, id, body, versions));
  }

  @Delete(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Delete a trunk',
    description: 'Switches it off at the carrier first. Refused while phone numbers name it.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiOkResponse({ type: DeletedTrunkDto })
  @ApiProblems(
    'invalid_parameter',
    'trunk_not_found',
    'telephony_config_not_found',
    'trunk_in_use',
    'version_mismatch',
    'sync_in_progress',
    'provider_detach_failed',
  )
  async remove(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param(ID, ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: DeleteTrunkQueryDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<DeletedTrunkDto> {
    const outcome = await this.removal.remove(organizationId, configId, id, { versions, force: query.force });
    return { message: 'Trunk deleted.', provider_sync: toTrunkSyncDto(outcome) };
  }
}
