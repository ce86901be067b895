import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQueryDto } from '../../../common/pagination/page-query.dto.js';
import { IsQueryInteger } from '../../../common/validation/is-query-integer.decorator.js';

export class ListSignatureDiagnosesQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, example: 7 })
  @IsQueryInteger({ min: 1, max: Number.MAX_SAFE_INTEGER })
  telephony_configuration_id?: number;
}
