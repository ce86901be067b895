import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { AcceptedJobDto } from '../../common/http/accepted-job.dto.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { bodyValidationPipe, queryValidationPipe } from '../../common/http/validation.js';
import { ImportDto } from './dto/import.dto.js';
import { InventoryDto } from './dto/inventory.dto.js';
import { InventoryQueryDto } from './dto/inventory.query.dto.js';
import { ImportService } from './import.service.js';
import { toInventoryDto } from './inventory.mapper.js';
import { InventoryReader } from './inventory.reader.js';

@ApiTags('Telephony configurations')
@ApiId('config_id')
@Controller('organizations/telephony-configs/:config_id')
export class InventoryController {
  constructor(
    private readonly inventory: InventoryReader,
    private readonly imports: ImportService,
  ) {}

  @Get('inventory')
  @Authenticated('read')
  @ApiOperation({
    summary: "List the numbers in the carrier's account",
    description:
      'Asks the carrier now, one page of its own at a time: which numbers are registered here, which can be imported, what each points to today. The last page names the registered ones that are gone.',
  })
  @ApiOkResponse({ type: InventoryDto })
  @ApiProblems(
    'invalid_parameter',
    'invalid_cursor',
    'telephony_config_not_found',
    'inventory_not_supported',
    'provider_unauthorized',
    'provider_rate_limited',
    'provider_refused',
    'provider_unreachable',
    'provider_invalid_response',
  )
  async list(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: InventoryQueryDto,
  ): Promise<InventoryDto> {
    return toInventoryDto(await this.inventory.page(organizationId, id, query.cursor));
  }

  @Post('import')
  @Authenticated('write')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Register the numbers of the account',
    description:
      'All or chosen ones, with a default binding and a label pattern, as a job with a result for each. What is registered already stays as it is, so it may be repeated.',
  })
  @ApiAcceptedResponse({ type: AcceptedJobDto })
  @ApiProblems(
    'validation_failed',
    'invalid_parameter',
    'telephony_config_not_found',
    'inventory_not_supported',
    'workflow_not_found',
    'job_in_progress',
  )
  async import(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
    @Body(bodyValidationPipe) body: ImportDto,
  ): Promise<AcceptedJobDto> {
    return AcceptedJobDto.of(await this.imports.start(organizationId, id, body), 'The numbers are being registered.');
  }
}
