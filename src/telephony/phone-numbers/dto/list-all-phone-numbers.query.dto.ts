import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsQueryInteger } from '../../../common/validation/is-query-integer.decorator.js';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { ListPhoneNumbersQueryDto } from './list-phone-numbers.query.dto.js';

/** Filters of all numbers of the organization. */
export class ListAllPhoneNumbersQueryDto extends ListPhoneNumbersQueryDto {
  @ApiPropertyOptional({ example: 'twilio' })
  @IsOptional()
  @IsText({ min: 1, max: 32 })
  provider?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IsQueryInteger({ min: 1, max: Number.MAX_SAFE_INTEGER })
  telephony_configuration_id?: number;
}
