import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import { TelephonyConfigBaseDto } from './telephony-config-base.dto.js';

export class TelephonyConfigSummaryDto extends TelephonyConfigBaseDto {
  @ApiProperty({ type: 'integer', description: 'Active phone numbers.', example: 12 })
  phone_number_count: number;

  @ApiProperty({ example: true })
  is_ready_for_outbound: boolean;

  @ApiProperty({ type: String, nullable: true, example: null })
  outbound_blocked_reason: string | null;
}

export class TelephonyConfigListDto extends PageInfo {
  @ApiProperty({ type: () => [TelephonyConfigSummaryDto] })
  configurations: TelephonyConfigSummaryDto[];
}
