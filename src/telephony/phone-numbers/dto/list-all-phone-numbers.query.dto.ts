import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { ListPhoneNumbersQueryDto } from './list-phone-numbers.query.dto.js';

/** Filters of all numbers of the organization. */
export class ListAllPhoneNumbersQueryDto extends ListPhoneNumbersQueryDto {
  @ApiPropertyOptional({ example: 'twilio' })
  @IsOptional()
  @IsText({ min: 1, max: 32 })
  provider?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  telephony_configuration_id?: number;
}
