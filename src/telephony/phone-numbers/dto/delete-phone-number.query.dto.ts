import { ApiPropertyOptional } from '@nestjs/swagger';
import { OverrideQueryDto } from '../../../common/http/override.query.dto.js';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';

export class DeletePhoneNumberQueryDto extends OverrideQueryDto {
  @ApiPropertyOptional({
    description:
      'Delete the number even if the carrier cannot be set back; what is left there is recorded as an orphan.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  force: boolean = false;
}
