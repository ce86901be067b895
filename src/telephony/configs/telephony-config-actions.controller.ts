import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { DefaultOutboundService } from './default-outbound.service.js';
import { ConfigWarningsDto } from './dto/config-warnings.dto.js';
import { TelephonyConfigDto } from './dto/telephony-config.dto.js';
import { TelephonyConfigDetail } from './telephony-config.detail.js';
import { TelephonyConfigList } from './telephony-config.list.js';
import { TelephonyConfigService } from './telephony-config.service.js';

/** What can be asked of configurations beside reading and writing their fields. */
@ApiTags('Telephony configurations')
@Controller('organizations')
export class TelephonyConfigActionsController {
  constructor(
    private readonly configs: TelephonyConfigService,
    private readonly configList: TelephonyConfigList,
    private readonly defaults: DefaultOutboundService,
    private readonly detail: TelephonyConfigDetail,
  ) {}

  @Get('telephony-config-warnings')
  @Authenticated('read')
  @ApiOperation({
    summary: 'Show what is wrong with the configurations',
    description: 'Above all missing secrets without which inbound calls cannot be verified.',
  })
  @ApiOkResponse({ type: ConfigWarningsDto })
  @ApiProblems('invalid_parameter')
  async warnings(@CurrentOrganization() organizationId: OrganizationId): Promise<ConfigWarningsDto> {
    return this.configList.warnings(organizationId);
  }

  @Post('telephony-configs/:config_id/set-default-outbound')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make it the default for outbound calls',
    description: 'The former default stops being one.',
  })
  @ApiId('config_id')
  @ApiOkResponse({ type: TelephonyConfigDto })
  @ApiProblems('invalid_parameter', 'telephony_config_not_found')
  async setDefaultOutbound(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
  ): Promise<TelephonyConfigDto> {
    await this.defaults.set(organizationId, id);
    return this.detail.show(await this.configs.get(organizationId, id));
  }

  @Post('telephony-configs/:config_id/reactivate')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take a parked configuration back into use',
    description: 'Its bound numbers are synced again in the background.',
  })
  @ApiId('config_id')
  @ApiOkResponse({ type: TelephonyConfigDto })
  @ApiProblems('invalid_parameter', 'telephony_config_not_found')
  async reactivate(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
  ): Promise<TelephonyConfigDto> {
    return this.detail.show(await this.configs.reactivate(organizationId, id));
  }
}
