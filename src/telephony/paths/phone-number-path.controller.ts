import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import { PhoneNumberPathDto } from './dto/phone-number-path.dto.js';
import { toPhoneNumberPathDto } from './phone-number-path.mapper.js';
import { PhoneNumberPaths } from './phone-number-paths.js';

/** Whether calls to a number arrive, and if not, where they end. */
@ApiTags('Phone numbers')
@ApiId('config_id')
@ApiId('phone_number_id')
@Controller('organizations/telephony-configs/:config_id/phone-numbers/:phone_number_id/path')
export class PhoneNumberPathController {
  constructor(private readonly paths: PhoneNumberPaths) {}

  @Get()
  @Authenticated('read')
  @ApiOperation({
    summary: 'Say whether a call to the number would arrive',
    description: 'Link by link, from what is known already, each with its time. No carrier is asked.',
  })
  @ApiOkResponse({ type: PhoneNumberPathDto })
  @ApiProblems('invalid_parameter', 'phone_number_not_found')
  async show(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param('phone_number_id', ParseIdPipe) id: number,
  ): Promise<PhoneNumberPathDto> {
    return toPhoneNumberPathDto(await this.paths.show(organizationId, configId, id));
  }

  @Post('check')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ask the carrier whether a call to the number would arrive',
    description:
      'Reads credentials, number and application at the carrier and tries the public URL, and answers like `GET …/path`. Nothing is changed at the carrier. What it does not show within 15 seconds is `unknown`.',
  })
  @ApiOkResponse({ type: PhoneNumberPathDto })
  @ApiProblems('invalid_parameter', 'phone_number_not_found')
  async check(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) configId: number,
    @Param('phone_number_id', ParseIdPipe) id: number,
  ): Promise<PhoneNumberPathDto> {
    return toPhoneNumberPathDto(await this.paths.check(organizationId, configId, id));
  }
}
