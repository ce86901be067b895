import { ApiProperty } from '@nestjs/swagger';
import type { CallerIdReason } from '../caller-id.js';
import { CALLER_ID_REASONS } from '../caller-id.js';

export class CallerIdConfigurationDto {
  @ApiProperty({ type: 'integer', example: 7 })
  id: number;

  @ApiProperty({ example: 'Twilio US' })
  name: string;

  @ApiProperty({ example: 'twilio' })
  provider: string;
}

export class CallerIdNumberDto {
  @ApiProperty({ type: 'integer', example: 12 })
  id: number;

  @ApiProperty({ description: 'In canonical form, as it is shown.', example: '+14155550100' })
  address: string;

  @ApiProperty({ type: String, nullable: true, description: 'ISO 3166-1 alpha-2.', example: 'US' })
  country_code: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Sales' })
  label: string | null;
}

/** What an outbound call goes out with, and what it shows. */
export class CallerIdResolutionDto {
  @ApiProperty({ type: () => CallerIdConfigurationDto })
  telephony_configuration: CallerIdConfigurationDto;

  @ApiProperty({ type: () => CallerIdNumberDto })
  phone_number: CallerIdNumberDto;

  @ApiProperty({ enum: CALLER_ID_REASONS, description: 'The best reason that holds.', example: 'same_area' })
  reason: CallerIdReason;

  @ApiProperty({ description: 'The same in a sentence.', example: 'It is of the area of the called number.' })
  message: string;
}
