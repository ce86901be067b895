import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { queryValidationPipe } from '../../common/http/validation.js';
import { CallUsageReader } from './call-usage.reader.js';
import { CallUsageDto } from './dto/call-usage.dto.js';
import { CallUsageQueryDto } from './dto/call-usage.query.dto.js';

@ApiTags('Phone numbers')
@Controller('organizations/telephony-configs/:config_id/phone-numbers/:phone_number_id/usage')
export class PhoneNumberUsageController {
  constructor(private readonly usage: CallUsageReader) {}

  @Get()
  @Authenticated('read')
  @ApiOperation({
    summary: 'Count the inbound calls of a phone number by the hour or the day',
    description: 'At most 31 days by the hour and 366 by the day.',
  })
  @ApiId('config_id')
  @ApiId('phone_number_id')
  @ApiOkResponse({ type: CallUsageDto })
  @ApiProblems('invalid_parameter', 'phone_number_not_found')
  async show(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param('phone_number_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: CallUsageQueryDto,
  ): Promise<CallUsageDto> {
    return this.usage.ofNumber(organizationId, configId, id, query);
  }
}
