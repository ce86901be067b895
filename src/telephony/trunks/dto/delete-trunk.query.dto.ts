import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';

export class DeleteTrunkQueryDto {
  @ApiPropertyOptional({
    description:
      'Delete the trunk even if the carrier cannot switch it off; what is left there is recorded as an orphan.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  force: boolean = false;
}
