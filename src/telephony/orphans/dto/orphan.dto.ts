import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import type { SettingValue } from '../../../provider-sync/contract/remote-settings.js';
import type { OrphanKind } from '../../sync/provider-orphan.entity.js';
import { ORPHAN_KINDS } from '../../sync/provider-orphan.entity.js';

/** Something at a carrier that may still point here although nothing here needs it. */
export class OrphanDto {
  @ApiProperty({ type: 'integer', example: 3 })
  id: number;

  @ApiProperty({ example: 'twilio' })
  provider: string;

  @ApiProperty({
    description: 'The account it is in, masked where the provider treats it as a secret.',
    example: '****0123',
  })
  account_id: string;

  @ApiProperty({ enum: ORPHAN_KINDS, example: 'phone_number' })
  kind: OrphanKind;

  @ApiProperty({
    description: "The address of the number, or the carrier's id of the application or trunk.",
    example: '+14155550100',
  })
  external_id: string;

  @ApiProperty({ description: 'Code of why it was left behind.', example: 'provider_unreachable' })
  reason: string;

  @ApiProperty({
    description: 'The reason as a sentence.',
    example: 'It was deleted here while the carrier could not be reached.',
  })
  detail: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'null' as unknown as 'string' }] },
    nullable: true,
    description:
      'What the carrier did before; null when nothing is known of it. Credentials in URLs are masked; cleaning puts them back whole.',
    example: { voice_url: 'https://ivr.example.net/answer' },
  })
  saved_settings: Record<string, SettingValue> | null;

  @ApiProperty({ description: 'Whether a configuration has the account, so that it can be cleaned from here.' })
  can_clean: boolean;

  @ApiProperty({ format: 'date-time', description: 'When it was left behind.' })
  created_at: string;
}

export class OrphanListDto extends PageInfo {
  @ApiProperty({ type: () => [OrphanDto] })
  orphans: OrphanDto[];
}
