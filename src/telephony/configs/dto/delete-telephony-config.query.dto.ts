import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';

export class DeleteTelephonyConfigQueryDto {
  @ApiPropertyOptional({
    description: 'Detach all its numbers at the carrier and delete everything.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  force: boolean = false;
}
