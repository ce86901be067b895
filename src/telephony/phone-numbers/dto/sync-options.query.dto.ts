import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOverride } from '../../../common/validation/is-override.decorator.js';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';

/** What a write that may reach the carrier can be told. */
export class SyncOptionsQueryDto {
  @ApiPropertyOptional({
    description: 'Point the application of the configuration here although other numbers or configurations use it too.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  confirm_shared: boolean = false;
}

export class UpdatePhoneNumberQueryDto extends SyncOptionsQueryDto {
  @IsOverride()
  override: boolean = false;
}

export class CreatePhoneNumberQueryDto extends SyncOptionsQueryDto {
  @ApiPropertyOptional({
    description: 'Register the number without asking the carrier whether the account owns it. Needs the scope `admin`.',
    type: Boolean,
    default: false,
  })
  @IsQueryBoolean()
  skip_ownership_check: boolean = false;
}
