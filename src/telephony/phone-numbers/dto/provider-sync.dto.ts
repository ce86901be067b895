import { ApiProperty } from '@nestjs/swagger';
import { SettingDifferenceDto } from './setting-difference.dto.js';
import type { SyncState } from '../../sync/sync-state.js';
import { SYNC_STATES } from '../../sync/sync-state.js';

export class ProviderSyncDto {
  @ApiProperty({
    description: 'Whether the carrier does what is wanted. `false` is a warning: the number is saved.',
    example: true,
  })
  ok: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For a person: what is so, or what is wrong and what to do.',
  })
  message: string | null;

  @ApiProperty({
    enum: SYNC_STATES,
    description:
      '`not_applicable`: no workflow is bound · `pending`: about to be synced · `in_sync`: the carrier sends calls here, read back and compared · `drifted`: the carrier was changed since · `failed`: see `reason` · `detached`: the carrier does again what it did before',
    example: 'in_sync',
  })
  state: SyncState;

  @ApiProperty({ type: String, nullable: true, description: 'Stable code of what is wrong.', example: null })
  reason: string | null;

  @ApiProperty({
    type: () => [SettingDifferenceDto],
    nullable: true,
    description: 'Of a number that is `drifted`: what the carrier shows instead.',
  })
  drift: SettingDifferenceDto[] | null;

  @ApiProperty({ type: 'integer', description: 'Attempts since the last success.', example: 0 })
  attempts: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-03-01T12:00:00.000Z' })
  last_attempt_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  next_attempt_at: string | null;
}
