import { ApiProperty } from '@nestjs/swagger';
import { ProviderSyncDto } from './provider-sync.dto.js';

export class DeletedPhoneNumberDto {
  @ApiProperty({ example: 'Phone number deleted.' })
  message: string;

  @ApiProperty({ type: () => ProviderSyncDto, description: 'What happened at the carrier.' })
  provider_sync: ProviderSyncDto;
}
