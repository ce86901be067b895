import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import type { DriftPolicy } from '../drift-policy.js';
import { DRIFT_POLICIES } from '../drift-policy.js';

/** Absent or null means unchanged. */
export class UpdateTelephonyConfigDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 64, nullable: true, type: String, example: 'Twilio US' })
  @IsOptional()
  @IsText({ min: 1, max: 64 })
  name?: string | null;

  @ApiPropertyOptional({
    description: 'What is done about settings that somebody changed at the carrier: say so, or set them again.',
    enum: DRIFT_POLICIES,
    nullable: true,
    type: String,
  })
  @IsOptional()
  @IsIn(DRIFT_POLICIES)
  drift_policy?: DriftPolicy | null;

  @ApiPropertyOptional({
    description:
      'Credential fields to change. Fields that are absent, or that hold the mask of the stored value, keep it; null removes an optional one. The provider cannot change.',
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { auth_token: 'the new token' },
  })
  @IsOptional()
  @IsObject()
  config?: Record<string, unknown> | null;
}
