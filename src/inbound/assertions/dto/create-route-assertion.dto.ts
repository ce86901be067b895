import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { MayBeAbsent } from '../../../common/validation/may-be-absent.decorator.js';

/** What is expected of a number. */
export class CreateRouteAssertionDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'The number. Either this, or `telephony_configuration_id` and `address`.',
    example: 12,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  phone_number_id?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'The configuration in whose account the number is; with `address`.',
    example: 7,
  })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  telephony_configuration_id?: number;

  @ApiPropertyOptional({
    description: 'The number as people write it; with `telephony_configuration_id`.',
    minLength: 1,
    maxLength: 255,
    example: '+14155550100',
  })
  @MayBeAbsent()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  address?: string;

  @ApiPropertyOptional({
    description: 'Country for an `address` without +, ISO 3166-1 alpha-2.',
    type: String,
    nullable: true,
    example: 'US',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z]{2}$/, { message: 'country_code must be two letters, such as US' })
  country_code?: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The workflow that is to answer.', example: 5 })
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  workflow_id: number;

  @ApiPropertyOptional({
    description: 'For people: why.',
    type: String,
    nullable: true,
    maxLength: 64,
    example: 'Printed on every invoice',
  })
  @IsOptional()
  @IsText({ min: 1, max: 64 })
  label?: string | null;
}
