import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { bodyValidationPipe } from '../../common/http/validation.js';
import { CreateRouteExplanationDto } from './dto/create-route-explanation.dto.js';
import { RouteExplanationDto } from './dto/route-explanation.dto.js';
import { RouteExplainer } from './route-explainer.js';
import { toRouteExplanationDto, toRouteQuestion } from './route-explanation.mapper.js';

@ApiTags('Diagnosis')
@Controller('route-explanations')
export class RouteExplanationsController {
  constructor(private readonly explainer: RouteExplainer) {}

  @Post()
  @Authenticated('read')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Explain what would become of a call',
    description:
      'Decides as for a real call, and says why; nothing is stored and nobody is called. Of a call that would be refused it lists your numbers that resemble the called one.',
  })
  @ApiOkResponse({ type: RouteExplanationDto })
  @ApiProblems('invalid_parameter', 'validation_failed', 'provider_unknown', 'telephony_config_not_found')
  async create(
    @CurrentOrganization() organizationId: OrganizationId,
    @Body(bodyValidationPipe) body: CreateRouteExplanationDto,
  ): Promise<RouteExplanationDto> {
    return toRouteExplanationDto(await this.explainer.explain(organizationId, toRouteQuestion(body)));
  }
}
