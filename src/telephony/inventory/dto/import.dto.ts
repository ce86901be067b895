import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { LABEL_PATTERN } from '../label-pattern.js';

export class ImportDto {
  @ApiPropertyOptional({
    description: 'Which numbers of the account, in E.164; all when left out.',
    type: [String],
    nullable: true,
    maxItems: 10_000,
    example: ['+14155550100'],
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  @MaxLength(255, { each: true })
  addresses?: string[] | null;

  @ApiPropertyOptional({
    description: 'The workflow that answers the imported numbers. Without it they are registered and left as they are.',
    type: 'integer',
    nullable: true,
    example: 3,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  inbound_workflow_id?: number | null;

  @ApiPropertyOptional({
    description: 'Label of each number, with the placeholders `{name}` (at the carrier), `{address}` and `{country}`.',
    type: String,
    nullable: true,
    default: '{name}',
    maxLength: 128,
    example: '{country} {name}',
  })
  @IsOptional()
  @IsText({ min: 1, max: 128 })
  @Matches(LABEL_PATTERN, { message: 'label_pattern may hold {name}, {address} and {country}, and no other braces' })
  label_pattern?: string | null;

  @ApiPropertyOptional({
    description: 'Whether the imported numbers are in use.',
    type: Boolean,
    nullable: true,
    default: true,
  })
  @IsOptional()
  @IsBoolean()
  is_active?: boolean | null;
}
