import { ApiProperty } from '@nestjs/swagger';
import { TrunkSyncDto } from './trunk-sync.dto.js';

export class DeletedTrunkDto {
  @ApiProperty({ example: 'Trunk deleted.' })
  message: string;

  @ApiProperty({ type: () => TrunkSyncDto, description: 'What the carrier did.' })
  provider_sync: TrunkSyncDto;
}
