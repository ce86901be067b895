import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsQueryBoolean } from '../validation/is-query-boolean.decorator.js';
import { OverrideQueryDto } from './override.query.dto.js';

/** How something on which phone numbers hang is deleted. */
export class DeleteByForceQueryDto extends OverrideQueryDto {
  @ApiPropertyOptional({
    description: 'Release its numbers at the carrier first, as a job when there are any.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  force: boolean = false;

  @ApiPropertyOptional({
    description: 'Answer what `force` would do, and do nothing.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  dry_run: boolean = false;
}
