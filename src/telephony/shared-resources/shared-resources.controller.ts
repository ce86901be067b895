import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { SharedResourcesDto } from './dto/shared-resources.dto.js';
import { toSharedResourcesDto } from './shared-resources.mapper.js';
import { SharedResources } from './shared-resources.js';

@ApiTags('Telephony configurations')
@Controller('organizations/telephony-configs/:config_id/shared-resources')
export class SharedResourcesController {
  constructor(private readonly shared: SharedResources) {}

  @Get()
  @Authenticated('read')
  @ApiOperation({
    summary: 'Show what shares the application of a configuration',
    description:
      'Asks the carrier which numbers are linked to the application. Its calls change hands when a number of it is bound. Of other organizations there is a count only.',
  })
  @ApiId('config_id')
  @ApiOkResponse({ type: SharedResourcesDto })
  @ApiProblems(
    'invalid_parameter',
    'telephony_config_not_found',
    'provider_unauthorized',
    'provider_rate_limited',
    'provider_refused',
    'provider_unreachable',
    'provider_invalid_response',
  )
  async get(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
  ): Promise<SharedResourcesDto> {
    return toSharedResourcesDto(await this.shared.of(organizationId, id), organizationId);
  }
}
