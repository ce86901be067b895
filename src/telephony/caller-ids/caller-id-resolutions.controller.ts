import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { bodyValidationPipe } from '../../common/http/validation.js';
import { toCalledNumber, toCallerIdResolutionDto } from './caller-id.mapper.js';
import { CallerIdResolver } from './caller-id.resolver.js';
import { CallerIdResolutionDto } from './dto/caller-id-resolution.dto.js';
import { CreateCallerIdResolutionDto } from './dto/create-caller-id-resolution.dto.js';

@ApiTags('Phone numbers')
@Controller('caller-id-resolutions')
export class CallerIdResolutionsController {
  constructor(private readonly resolver: CallerIdResolver) {}

  @Post()
  @Authenticated('read')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Choose the caller id of an outbound call',
    description:
      'The default caller id of the configuration; otherwise the active number that is nearest to the called one. Never one of a configuration that is parked or not ready. Nothing is stored and nobody is called.',
  })
  @ApiOkResponse({ type: CallerIdResolutionDto })
  @ApiProblems(
    'invalid_parameter',
    'validation_failed',
    'address_not_valid',
    'country_code_required',
    'country_code_not_valid',
    'telephony_config_not_found',
    'no_caller_id',
  )
  async create(
    @CurrentOrganization() organizationId: OrganizationId,
    @Body(bodyValidationPipe) body: CreateCallerIdResolutionDto,
  ): Promise<CallerIdResolutionDto> {
    const configurationId = body.telephony_configuration_id ?? null;
    return toCallerIdResolutionDto(await this.resolver.resolve(organizationId, toCalledNumber(body), configurationId));
  }
}
