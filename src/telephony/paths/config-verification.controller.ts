import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../../auth/decorators/authenticated.decorator.js';
import { CurrentOrganization } from '../../auth/decorators/current-organization.decorator.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ApiId } from '../../common/http/api-id.decorator.js';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import { ParseIdPipe } from '../../common/http/parse-id.pipe.js';
import type { Verification } from './config-verification.js';
import { ConfigVerification } from './config-verification.js';
import { ConfigVerificationDto } from './dto/config-verification.dto.js';

/** Whether a configuration's credentials work. */
@ApiTags('Telephony configurations')
@Controller('organizations/telephony-configs')
export class ConfigVerificationController {
  constructor(private readonly verification: ConfigVerification) {}

  @Post(':config_id/verify')
  @Authenticated('write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Try the credentials at the carrier now',
    description: 'By a read that changes nothing there. The outcome is kept with the configuration.',
  })
  @ApiId('config_id')
  @ApiOkResponse({ type: ConfigVerificationDto })
  @ApiProblems('invalid_parameter', 'telephony_config_not_found')
  async verify(
    @CurrentOrganization() organizationId: OrganizationId,
    @Param('config_id', ParseIdPipe) id: number,
  ): Promise<ConfigVerificationDto> {
    return toDto(await this.verification.verify(organizationId, id));
  }
}

function toDto({ isOk, reason, message, checkedAt, faults }: Verification): ConfigVerificationDto {
  return {
    ok: isOk,
    reason,
    message,
    checked_at: checkedAt.toISOString(),
    faults: faults.map(({ field, detail }) => ({ field, detail })),
  };
}
