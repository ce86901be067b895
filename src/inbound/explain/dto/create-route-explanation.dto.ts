import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { MayBeAbsent } from '../../../common/validation/may-be-absent.decorator.js';

/** A call as its carrier announces it. */
export class CreateRouteExplanationDto {
  @ApiPropertyOptional({
    description: 'Wire name of the provider. May be left out with `telephony_configuration_id`.',
    maxLength: 32,
    example: 'twilio',
  })
  @MayBeAbsent()
  @IsText({ min: 1, max: 32 })
  provider?: string;

  @ApiPropertyOptional({
    description:
      'The account as webhooks name it, such as the Account SID. Either this or `telephony_configuration_id`.',
    maxLength: 255,
    example: 'AC0123456789abcdef0123456789abcdef',
  })
  @MayBeAbsent()
  @IsText({ min: 1, max: 255 })
  account_id?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'The account of this configuration. Either this or `account_id`.',
    example: 7,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  telephony_configuration_id?: number;

  @ApiProperty({ description: 'The called address, as the carrier sends it.', maxLength: 255, example: '+14155550100' })
  @IsText({ min: 1, max: 255 })
  to: string;

  @ApiPropertyOptional({
    description: 'Country of `to` (ISO 3166-1 alpha-2), where the carrier names it.',
    example: 'US',
  })
  @MayBeAbsent()
  @Matches(/^[A-Za-z]{2}$/, { message: 'to_country must be two letters, such as US' })
  to_country?: string;

  @ApiPropertyOptional({
    description: 'The caller. Has no influence on the route at present.',
    type: String,
    nullable: true,
    maxLength: 255,
    example: '+442079460000',
  })
  @IsOptional()
  @IsText({ min: 1, max: 255 })
  from?: string | null;
}
