import { Body, Controller, Delete, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiIfMatch } from '../../common/http/api-if-match.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { IfMatch } from '../../common/http/if-match.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { TelephonyConfigDto } from '../configs/dto/telephony-config.dto.js';
import { VerifyCredentialsQueryDto } from '../configs/dto/verify-credentials.query.dto.js';
import { TelephonyConfigDetail } from '../configs/telephony-config.detail.js';
import { RetireSecondarySecretQueryDto } from './dto/retire-secondary-secret.query.dto.js';
import { SetSecondarySecretDto } from './dto/set-secondary-secret.dto.js';
import { SecondarySecretService } from './secondary-secret.service.js';

const PROBLEMS = [
  'invalid_parameter',
  'telephony_config_not_found',
  'version_mismatch',
  'secondary_secret_not_supported',
] as const;

@ApiTags('Telephony configurations')
@Controller('organizations/telephony-configs/:config_id/secondary-secret')
export class SecondarySecretController {
  constructor(
    private readonly secrets: SecondarySecretService,
    private readonly detail: TelephonyConfigDetail,
  ) {}

  @Put()
  @Authenticated('write')
  @ApiOperation({
    summary: 'Add a second live signing secret',
    description: 'Inbound webhooks signed with either are accepted. Adding the same one again changes nothing.',
  })
  @ApiId('config_id')
  @ApiIfMatch()
  @ApiOkResponse({ type: TelephonyConfigDto })
  @ApiProblems(...PROBLEMS, 'validation_failed', 'masked_value_stale', 'secondary_secret_present')
  async add(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
    @Body(bodyValidationPipe) { value }: SetSecondarySecretDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TelephonyConfigDto> {
    return this.detail.show(await this.secrets.add(organizationId, id, value, versions));
  }

  @Post('promote')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make the second signing secret the credential',
    description: 'The former credential becomes the secondary, so both stay live. No number is written at the carrier.',
  })
  @ApiId('config_id')
  @ApiIfMatch()
  @ApiOkResponse({ type: TelephonyConfigDto })
  @ApiProblems(
    ...PROBLEMS,
    'secondary_secret_missing',
    'validation_failed',
    'credentials_rejected',
    'provider_rate_limited',
    'provider_refused',
    'provider_unreachable',
    'provider_invalid_response',
  )
  async promote(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: VerifyCredentialsQueryDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TelephonyConfigDto> {
    const verify = query.verify_credentials;
    return this.detail.show(await this.secrets.promote(organizationId, id, { versions, verify }));
  }

  @Delete()
  @Authenticated('write')
  @ApiOperation({
    summary: 'Retire the second signing secret',
    description: 'Refused while it verified a call within the last hour, unless forced.',
  })
  @ApiId('config_id')
  @ApiIfMatch()
  @ApiOkResponse({ type: TelephonyConfigDto })
  @ApiProblems(...PROBLEMS, 'secondary_secret_missing', 'secret_in_use')
  async retire(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: RetireSecondarySecretQueryDto,
    @IfMatch() versions: number[] | undefined,
  ): Promise<TelephonyConfigDto> {
    return this.detail.show(await this.secrets.retire(organizationId, id, { versions, force: query.force }));
  }
}
