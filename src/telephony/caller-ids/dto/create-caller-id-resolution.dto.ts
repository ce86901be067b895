import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';

/** An outbound call that is about to be placed. */
export class CreateCallerIdResolutionDto {
  @ApiProperty({
    description: 'The number or SIP address that is going to be called, as people write it.',
    maxLength: 255,
    example: '+14155550199',
  })
  @IsText({ min: 1, max: 255 })
  to: string;

  @ApiPropertyOptional({
    description: 'Country for a `to` without +, ISO 3166-1 alpha-2.',
    type: String,
    nullable: true,
    example: 'US',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z]{2}$/, { message: 'country_code must be two letters, such as US' })
  country_code?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description:
      'The configuration that the call goes out with. Without it: the default for outbound calls or, where that has no number to show, the one that has the best.',
    example: 7,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  telephony_configuration_id?: number | null;
}
