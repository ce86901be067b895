import { ApiProperty } from '@nestjs/swagger';
import type { AddressType } from '../../../common/address/canonical-address.js';
import { PageInfo } from '../../../common/pagination/page.js';
import { ProviderSyncDto } from './provider-sync.dto.js';

export class PhoneNumberDto {
  @ApiProperty({ type: 'integer', example: 42 })
  id: number;

  @ApiProperty({ type: 'integer', example: 7 })
  telephony_configuration_id: number;

  @ApiProperty({ description: 'As it was typed.', example: '(415) 555-1234' })
  address: string;

  @ApiProperty({ description: 'The canonical form: E.164, SIP URI or extension.', example: '+14155551234' })
  address_normalized: string;

  @ApiProperty({ enum: ['pstn', 'sip_uri', 'sip_extension'], example: 'pstn' })
  address_type: AddressType;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Country of the number, ISO 3166-1 alpha-2.',
    example: 'US',
  })
  country_code: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Support line' })
  label: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 5 })
  inbound_workflow_id: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'Support agent' })
  inbound_workflow_name: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Only for providers that have trunks.', example: null })
  telephony_trunk_id: number | null;

  @ApiProperty({ description: 'Calls to an inactive number are not answered by its workflow.', example: true })
  is_active: boolean;

  @ApiProperty({ example: false })
  is_default_caller_id: boolean;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { team: 'support' } })
  extra_metadata: Record<string, unknown>;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  updated_at: string;

  @ApiProperty({ type: 'integer', description: 'Goes up with every change; sent as `ETag`.', example: 1 })
  version: number;

  @ApiProperty({ type: () => ProviderSyncDto })
  provider_sync: ProviderSyncDto;
}

export class PhoneNumberListDto extends PageInfo {
  @ApiProperty({ type: () => [PhoneNumberDto] })
  phone_numbers: PhoneNumberDto[];
}
