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
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CreateTelephonyConfigDto } from './dto/create-telephony-config.dto.js';
import { DeleteTelephonyConfigQueryDto } from './dto/delete-telephony-config.query.dto.js';
import { DeletedTelephonyConfigDto } from './dto/deleted-telephony-config.dto.js';
import { TelephonyConfigDto } from './dto/telephony-config.dto.js';
import { TelephonyConfigListDto } from './dto/telephony-config-summary.dto.js';
import { UpdateTelephonyConfigDto } from './dto/update-telephony-config.dto.js';
import { RefuseNullsPipe } from './refuse-nulls.pipe.js';
import { TelephonyConfigList } from './telephony-config.list.js';
import { toTelephonyConfigDto, toTelephonyConfigSummaryDto } from './telephony-config.mapper.js';
import { TelephonyConfigRemoval } from './telephony-config.removal.js';
import type { OpenedConfig } from './telephony-config.service.js';
import { TelephonyConfigService } from './telephony-config.service.js';

const ID = 'config_id';

/** How PUT and PATCH are refused. */
const UPDATE_PROBLEMS = [
  'validation_failed',
  'masked_value_stale',
  'provider_immutable',
  'config_name_taken',
  'phone_number_taken',
  'invalid_parameter',
  'telephony_config_not_found',
  'version_mismatch',
] as const;

@ApiTags('Telephony configurations')
@Controller('organizations/telephony-configs')
export class TelephonyConfigsController {
  constructor(
    private readonly configs: TelephonyConfigService,
    private readonly configList: TelephonyConfigList,
    private readonly removal: TelephonyConfigRemoval,
    private readonly registry: ProviderRegistry,
  ) {}

  @Post()
  @Authenticated('write')
  @CreatesAtPath()
  @ApiOperation({
    summary: 'Create a telephony configuration',
    description: 'One account at one provider. Credentials are encrypted at rest and masked in every answer.',
  })
  @ApiCreatedResponse({ type: TelephonyConfigDto })
  @ApiProblems('validation_failed', 'masked_value_stale', 'provider_unknown', 'config_name_taken')
  async create(
    @CurrentOrganization() organizationId: OrganizationId,
    @Body(bodyValidationPipe) body: CreateTelephonyConfigDto,
  ): Promise<TelephonyConfigDto> {
    return this.toDto(await this.configs.create(organizationId, body));
  }

  @Get()
  @Authenticated('read')
  @ApiOperation({ summary: 'List telephony configurations' })
  @ApiOkResponse({ type: TelephonyConfigListDto })
  @ApiProblems('invalid_parameter', 'invalid_cursor')
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: PageQueryDto,
  ): Promise<TelephonyConfigListDto> {
    const page = await this.configList.page(organizationId, query);
    const configurations = page.items.map(({ config, activeNumbers }) =>
      toTelephonyConfigSummaryDto(config, this.registry.get(config.provider).metadata, activeNumbers),
    );
    return { configurations, ...pageInfo(page) };
  }

  @Get(`:${ID}`)
  @Authenticated('read')
  @ApiOperation({
    summary: 'Show a telephony configuration',
    description: 'Sensitive credentials are masked. The masks may be sent back: they keep what is stored.',
  })
  @ApiId(ID)
  @ApiOkResponse({ type: TelephonyConfigDto })
  @ApiProblems('invalid_parameter', 'telephony_config_not_found')
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param(ID, ParseIdPipe) id: number,
  ): Promise<TelephonyConfigDto> {
    return this.toDto(await this.configs.get(organizationId, id));
  }

  @Put(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Update a telephony configuration',
    description:
      'Fields that are absent or null stay as they are. Changed credentials re-sync the bound numbers in the background; a changed account moves all inbound keys at once, or nothing changes.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiOkResponse({ type: TelephonyConfigDto })
  @ApiProblems(...UPDATE_PROBLEMS)
  async update(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param(ID, ParseIdPipe) id: number,
    @Body(bodyValidationPipe) body: UpdateTelephonyConfigDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TelephonyConfigDto> {
    return this.toDto(await this.configs.update(organizationId, id, body, versions));
  }

  @Patch(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Patch a telephony configuration',
    description: 'JSON Merge Patch (RFC 7396): null removes an optional credential.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiBody({ type: UpdateTelephonyConfigDto })
  @ApiOkResponse({ type: TelephonyConfigDto })
  @ApiProblems(...UPDATE_PROBLEMS)
  async patch(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param(ID, ParseIdPipe) id: number,
    @Body(RefuseNullsPipe, bodyValidationPipe) body: UpdateTelephonyConfigDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TelephonyConfigDto> {
    return this.toDto(await this.configs.update(organizationId, id, body, versions));
  }

  @Delete(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Delete a telephony configuration',
    description:
      'Refused while phone numbers exist. With `force`, all its numbers are detached at the carrier and deleted first.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiOkResponse({ type: DeletedTelephonyConfigDto })
  @ApiProblems(
    'invalid_parameter',
    'telephony_config_not_found',
    'version_mismatch',
    'config_in_use',
    'provider_detach_failed',
  )
  async remove(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param(ID, ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: DeleteTelephonyConfigQueryDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<DeletedTelephonyConfigDto> {
    const deleted = await this.removal.remove(organizationId, id, { versions, force: query.force });
    return { message: `Configuration deleted, with ${deleted} phone number(s).`, deleted_phone_numbers: deleted };
  }

  private toDto({ config, credentials }: OpenedConfig): TelephonyConfigDto {
    return toTelephonyConfigDto(config, this.registry.get(config.provider).metadata, credentials);
  }
}
