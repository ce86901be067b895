import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import type { InventoryStatus } from '../inventory.reader.js';
import { INVENTORY_STATUSES } from '../inventory.reader.js';

export class InventoryNumberDto {
  @ApiProperty({ description: 'Canonical form; as the carrier shows it when it has none.', example: '+14155550100' })
  address: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "What the carrier's console calls it.",
    example: 'Support',
  })
  name: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of its address; what the carrier says where the address does not tell.',
    example: 'US',
  })
  country_code: string | null;

  @ApiProperty({
    type: [String],
    description: 'What it can do, as far as the carrier tells.',
    example: ['voice', 'sms'],
  })
  capabilities: string[];

  @ApiProperty({
    enum: INVENTORY_STATUSES,
    description:
      '`registered`: by your organization · `importable` · `taken`: registered by another organization · `not_supported`: no address that can be registered',
    example: 'importable',
  })
  status: InventoryStatus;

  @ApiProperty({ type: 'integer', nullable: true, example: null })
  phone_number_id: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Your configuration that has it.', example: null })
  telephony_configuration_id: number | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'Whether its own settings send calls here today; null without PUBLIC_BASE_URL.',
    example: false,
  })
  is_pointed_here: boolean | null;

  @ApiProperty({
    type: 'object',
    description: 'The settings that decide who answers it today. Credentials in URLs are masked.',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'null' as unknown as 'string' }] },
    example: { voice_url: 'https://ivr.example.net/answer', voice_method: 'POST' },
  })
  points_to: Record<string, string | boolean | null>;
}

export class GoneNumberDto {
  @ApiProperty({ type: 'integer', example: 12 })
  phone_number_id: number;

  @ApiProperty({ example: '+14155550100' })
  address: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When that was first noticed.' })
  gone_since: string | null;
}

export class InventoryDto extends PageInfo {
  @ApiProperty({ type: () => [InventoryNumberDto] })
  numbers: InventoryNumberDto[];

  @ApiProperty({
    type: () => [GoneNumberDto],
    description:
      'On the last page: numbers registered here that the account does not have any more, a thousand at most.',
  })
  gone: GoneNumberDto[];
}
