import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOverride } from '../../../common/validation/is-override.decorator.js';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';

export class VerifyCredentialsQueryDto {
  @ApiPropertyOptional({
    description: 'Ask the carrier whether new credentials work before they are stored, where it can be asked.',
    type: Boolean,
    default: true,
  })
  @IsQueryBoolean()
  verify_credentials: boolean = true;
}

export class UpdateTelephonyConfigQueryDto extends VerifyCredentialsQueryDto {
  @IsOverride()
  override: boolean = false;
}
