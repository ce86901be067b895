import { ApiProperty } from '@nestjs/swagger';
import type { TelephonyTrunk } from '../telephony-trunk.entity.js';
import { TRUNK_SYNC_STATES } from '../trunk-outcome.js';

export class TrunkSyncDto {
  @ApiProperty({
    description: 'Whether the carrier does what is wanted. `false` is a warning: the trunk is saved.',
    example: true,
  })
  ok: boolean;

  @ApiProperty({
    enum: TRUNK_SYNC_STATES,
    description:
      '`pending`: about to be told to the carrier · `in_sync`: the carrier has it as it is here · `failed`: see `reason` · `detached`: inactive, and so at the carrier',
    example: 'in_sync',
  })
  state: TelephonyTrunk['syncState'];

  @ApiProperty({ type: String, nullable: true, description: 'Stable code of what is wrong.', example: null })
  reason: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For a person: what is so, or what is wrong and what to do.',
    example: 'Cloudonix has the trunk as it is here.',
  })
  message: string | null;
}
