import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { IsMetadata } from '../../../common/validation/is-metadata.decorator.js';

/** The fields of a number that can be written after its creation too. */
export class PhoneNumberFieldsDto {
  @ApiPropertyOptional({
    description: 'Country for numbers without +, ISO 3166-1 alpha-2.',
    type: String,
    nullable: true,
    example: 'US',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z]{2}$/, { message: 'country_code must be two letters, such as US' })
  country_code?: string | null;

  @ApiPropertyOptional({
    description: 'For people.',
    type: String,
    nullable: true,
    maxLength: 64,
    example: 'Support line',
  })
  @IsOptional()
  @IsText({ min: 1, max: 64 })
  label?: string | null;

  @ApiPropertyOptional({
    description: 'The workflow that answers. Binding a number writes to the carrier.',
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: 5,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  inbound_workflow_id?: number | null;

  @ApiPropertyOptional({
    description: 'Only for providers that have trunks.',
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: null,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  telephony_trunk_id?: number | null;

  @ApiPropertyOptional({ description: 'Calls to an inactive number are not answered by its workflow.' })
  @IsOptional()
  @IsBoolean()
  is_active?: boolean | null;

  @ApiPropertyOptional({
    description: 'Yours: kept and given back, never read. At most 16 KiB as JSON.',
    type: 'object',
    additionalProperties: true,
    example: { team: 'support' },
  })
  @IsOptional()
  @IsMetadata()
  extra_metadata?: Record<string, unknown> | null;
}
