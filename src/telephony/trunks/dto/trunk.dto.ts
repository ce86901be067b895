import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import { TrunkSyncDto } from './trunk-sync.dto.js';

export class TrunkDto {
  @ApiProperty({ type: 'integer', example: 3 })
  id: number;

  @ApiProperty({ type: 'integer', example: 7 })
  telephony_configuration_id: number;

  @ApiProperty({ example: 'Dubai' })
  name: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: "The provider's own settings, in its spelling.",
    example: { region: 'UAE', sip_domain: 'acme.example.com' },
  })
  settings: Record<string, string>;

  @ApiProperty({ description: 'An inactive trunk is switched off at the carrier.', example: true })
  is_active: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The carrier's id of the trunk; null until it was created there.",
    example: '0b0d5f8e-52f6-4f0e-9d4d-1b1f5a3a8c11',
  })
  provider_trunk_id: string | null;

  @ApiProperty({ type: () => TrunkSyncDto })
  provider_sync: TrunkSyncDto;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  updated_at: string;

  @ApiProperty({ type: 'integer', description: 'Goes up with every change; sent as `ETag`.', example: 1 })
  version: number;
}

export class TrunkListDto extends PageInfo {
  @ApiProperty({ type: () => [TrunkDto] })
  trunks: TrunkDto[];
}
