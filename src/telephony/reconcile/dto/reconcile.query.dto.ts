import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';

export class ReconcileQueryDto {
  @ApiPropertyOptional({
    description: 'Only compare, and answer with the plan of what would be done.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  dry_run: boolean = false;
}
