import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { MayBeAbsent } from '../../../common/validation/may-be-absent.decorator.js';
import { CONFIG_UNION } from '../../../provider-sync/openapi/config-union.js';

export class CreateTelephonyConfigDto {
  @ApiProperty({
    description: 'Unique in the organization; case and repeated spaces do not make a difference.',
    minLength: 1,
    maxLength: 64,
    example: 'Twilio US',
  })
  @IsText({ min: 1, max: 64 })
  name: string;

  @ApiPropertyOptional({ description: 'Used for outbound calls that name no configuration.', default: false })
  @MayBeAbsent()
  @IsBoolean()
  is_default_outbound?: boolean;

  @ApiProperty({ ...CONFIG_UNION, description: 'The provider and its credentials; see the list of providers.' })
  @IsObject()
  config: Record<string, unknown>;
}
