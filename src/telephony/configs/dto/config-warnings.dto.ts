import { ApiProperty } from '@nestjs/swagger';

export class ConfigWarningDto {
  @ApiProperty({ example: 'vonage_missing_signature_secret' })
  code: string;

  @ApiProperty({ type: 'integer', example: 7 })
  telephony_configuration_id: number;

  @ApiProperty({ description: 'What is wrong and what to do.' })
  detail: string;
}

export class ConfigWarningsDto {
  @ApiProperty({ type: 'integer', example: 0 })
  telnyx_missing_webhook_public_key_count: number;

  @ApiProperty({ type: 'integer', example: 1 })
  vonage_missing_signature_secret_count: number;

  @ApiProperty({ type: () => [ConfigWarningDto] })
  warnings: ConfigWarningDto[];
}
