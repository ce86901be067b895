import { Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { queryValidationPipe } from '../../common/http/validation.js';
import { PhoneNumberDto } from './dto/phone-number.dto.js';
import { SyncOptionsQueryDto } from './dto/sync-options.query.dto.js';
import { toPhoneNumberDto } from './phone-number.mapper.js';
import { PhoneNumberService } from './phone-number.service.js';

/** What can be done with a phone number beside writing its fields. */
@ApiTags('Phone numbers')
@ApiId('config_id')
@Controller('organizations/telephony-configs/:config_id/phone-numbers')
export class PhoneNumberActionsController {
  constructor(private readonly phoneNumbers: PhoneNumberService) {}

  @Post(':phone_number_id/set-default-caller')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make it the default caller id',
    description: 'Of the configuration; the former default stops being one.',
  })
  @ApiId('phone_number_id')
  @ApiOkResponse({ type: PhoneNumberDto })
  @ApiProblems('invalid_parameter', 'phone_number_not_found')
  async setDefaultCaller(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param('phone_number_id', ParseIdPipe) id: number,
  ): Promise<PhoneNumberDto> {
    return toPhoneNumberDto(await this.phoneNumbers.setDefaultCallerId(organizationId, configId, id));
  }

  @Post(':phone_number_id/sync')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sync a phone number now',
    description: 'Brings the carrier in line with the binding and answers with the new state.',
  })
  @ApiId('phone_number_id')
  @ApiOkResponse({ type: PhoneNumberDto })
  @ApiProblems('invalid_parameter', 'phone_number_not_found', 'sync_in_progress')
  async sync(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param('phone_number_id', ParseIdPipe) id: number,
    @Query(queryValidationPipe) query: SyncOptionsQueryDto,
  ): Promise<PhoneNumberDto> {
    return toPhoneNumberDto(await this.phoneNumbers.sync(organizationId, configId, id, query.confirm_shared));
  }
}
