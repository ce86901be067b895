import { ApiProperty } from '@nestjs/swagger';
import type { DriftPolicy } from '../drift-policy.js';
import { DRIFT_POLICIES } from '../drift-policy.js';

/** What the detail and the list have in common. */
export class TelephonyConfigBaseDto {
  @ApiProperty({ type: 'integer', example: 7 })
  id: number;

  @ApiProperty({ example: 'Twilio US' })
  name: string;

  @ApiProperty({ example: 'twilio' })
  provider: string;

  @ApiProperty({ enum: ['api', 'sip'], example: 'api' })
  connectivity: 'api' | 'sip';

  @ApiProperty({ example: false })
  is_default_outbound: boolean;

  @ApiProperty({ description: 'Parked: it is not used until it is reactivated.', example: false })
  inactive: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  inactive_since: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was parked.', example: null })
  inactive_reason: string | null;

  @ApiProperty({ enum: DRIFT_POLICIES, example: 'report' })
  drift_policy: DriftPolicy;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the whole account was last compared with what is stored here.',
  })
  reconciled_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When that is done next.' })
  next_reconcile_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Code of why the last comparison did not come to an end.' })
  reconcile_fault: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the carrier was last asked whether the credentials work.',
  })
  credentials_checked_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Code of why it did not accept them then.' })
  credentials_fault: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  updated_at: string;

  @ApiProperty({ type: 'integer', description: 'Goes up with every change; sent as `ETag`.', example: 1 })
  version: number;
}
