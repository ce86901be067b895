import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsObject } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { MayBeAbsent } from '../../../common/validation/may-be-absent.decorator.js';
import type { DriftPolicy } from '../drift-policy.js';
import { DRIFT_POLICIES } from '../drift-policy.js';
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

  @ApiPropertyOptional({
    description: 'What is done about settings that somebody changed at the carrier: say so, or set them again.',
    enum: DRIFT_POLICIES,
    default: 'report',
  })
  @MayBeAbsent()
  @IsIn(DRIFT_POLICIES)
  drift_policy?: DriftPolicy;

  @ApiProperty({ ...CONFIG_UNION, description: 'The provider and its credentials; see the list of providers.' })
  @IsObject()
  config: Record<string, unknown>;
}
