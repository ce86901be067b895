import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { AcceptedJobDto } from '../../common/http/accepted-job.dto.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiIfMatch } from '../../common/http/api-if-match.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ApiRemoval } from '../../common/http/api-removal.decorator.js';
import { DeleteByForceQueryDto } from '../../common/http/delete-by-force.query.dto.js';
import { IfMatch } from '../../common/http/if-match.decorator.js';
import { CreatesAtPath } from '../../common/http/location.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import type { RemovalPlanDto } from '../../common/http/removal-plan.dto.js';
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { pageInfo } from '../../common/pagination/page.js';
import { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CreateTelephonyConfigDto } from './dto/create-telephony-config.dto.js';
import { DeletedTelephonyConfigDto } from './dto/deleted-telephony-config.dto.js';
import { TelephonyConfigDto } from './dto/telephony-config.dto.js';
import { TelephonyConfigListDto } from './dto/telephony-config-summary.dto.js';
import { UpdateTelephonyConfigQueryDto, VerifyCredentialsQueryDto } from './dto/verify-credentials.query.dto.js';
import { UpdateTelephonyConfigDto } from './dto/update-telephony-config.dto.js';
import { RefuseNullsPipe } from './refuse-nulls.pipe.js';
import { TelephonyConfigDetail } from './telephony-config.detail.js';
import { TelephonyConfigList } from './telephony-config.list.js';
import { toTelephonyConfigSummaryDto } from './telephony-config.mapper.js';
import { TelephonyConfigRemoval } from './telephony-config.removal.js';
import { TelephonyConfigService } from './telephony-config.service.js';

const ID = 'config_id';

/** How credentials are refused that the carrier was asked about. */
const CREDENTIAL_PROBLEMS = [
  'credentials_rejected',
  'provider_rate_limited',
  'provider_refused',
  'provider_unreachable',
  'provider_invalid_response',
] as const;

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
  'route_assertion_failed',
  ...CREDENTIAL_PROBLEMS,
] as const;

@ApiTags('Telephony configurations')
@Controller('organizations/telephony-configs')
export class TelephonyConfigsController {
  constructor(
    private readonly configs: TelephonyConfigService,
    private readonly configList: TelephonyConfigList,
    private readonly removal: TelephonyConfigRemoval,
    private readonly detail: TelephonyConfigDetail,
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
  @ApiProblems(
    'validation_failed',
    'invalid_parameter',
    'masked_value_stale',
    'provider_unknown',
    'config_name_taken',
    ...CREDENTIAL_PROBLEMS,
  )
  async create(
    @CurrentOrganization() organizationId: OrganizationId,
    @Query(queryValidationPipe) query: VerifyCredentialsQueryDto,
    @Body(bodyValidationPipe) body: CreateTelephonyConfigDto,
  ): Promise<TelephonyConfigDto> {
    return this.detail.show(await this.configs.create(organizationId, body, query.verify_credentials));
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
    const configurations = page.items.map((listed) =>
      toTelephonyConfigSummaryDto(listed, this.registry.get(listed.config.provider).metadata),
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
    return this.detail.show(await this.configs.get(organizationId, id));
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
    @Query(queryValidationPipe) query: UpdateTelephonyConfigQueryDto,
    @Body(bodyValidationPipe) body: UpdateTelephonyConfigDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TelephonyConfigDto> {
    const options = { versions, verify: query.verify_credentials, override: query.override };
    return this.detail.show(await this.configs.update(organizationId, id, body, options));
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
    @Query(queryValidationPipe) query: UpdateTelephonyConfigQueryDto,
    @Body(RefuseNullsPipe, bodyValidationPipe) body: UpdateTelephonyConfigDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TelephonyConfigDto> {
    const options = { versions, verify: query.verify_credentials, override: query.override };
    return this.detail.show(await this.configs.update(organizationId, id, body, options));
  }

  @Delete(`:${ID}`)
  @Authenticated('write')
  @ApiOperation({
    summary: 'Delete a telephony configuration',
    description:
      'Refused while phone numbers exist. With `force`, a job gives all its numbers back to the carrier, deletes them and at last the configuration; `dry_run` says what it would do.',
  })
  @ApiId(ID)
  @ApiIfMatch()
  @ApiRemoval(DeletedTelephonyConfigDto)
  @ApiProblems(
    'invalid_parameter',
    'telephony_config_not_found',
    'version_mismatch',
    'config_in_use',
    'job_in_progress',
    'sync_in_progress',
  )
  async remove(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param(ID, ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: DeleteByForceQueryDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<DeletedTelephonyConfigDto | RemovalPlanDto | AcceptedJobDto> {
    if (query.dry_run) return this.removal.plan(organizationId, id, versions);
    const { force, override } = query;
    const jobId = await this.removal.remove(organizationId, id, { versions, force, override });
    if (jobId !== null) return AcceptedJobDto.of(jobId, 'The configuration and its phone numbers are being deleted.');
    return { message: 'Configuration deleted, with 0 phone number(s).', deleted_phone_numbers: 0 };
  }
}
