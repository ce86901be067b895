import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';

export class RetireSecondarySecretQueryDto {
  @ApiPropertyOptional({
    description: 'Retire the secret even if it verified a call within the last hour.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  force: boolean = false;
}
