import { ApiProperty } from '@nestjs/swagger';

const SETTING_VALUE = { oneOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'null' as unknown as 'string' }] };

/** A setting that the carrier shows differently from what is wanted. */
export class SettingDifferenceDto {
  @ApiProperty({ example: 'voice_url' })
  field: string;

  @ApiProperty({
    ...SETTING_VALUE,
    description: 'What the carrier shows. Credentials in URLs are masked.',
    example: 'https://elsewhere.example.net/voice',
  })
  carrier_value: string | boolean | null;

  @ApiProperty({ ...SETTING_VALUE, description: 'What it should be.' })
  wanted_value: string | boolean | null;
}
