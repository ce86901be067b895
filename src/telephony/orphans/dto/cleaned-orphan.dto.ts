import { ApiProperty } from '@nestjs/swagger';
import { CLEAN_RESULTS } from '../clean-outcome.js';

export class CleanedOrphanDto {
  @ApiProperty({
    enum: CLEAN_RESULTS,
    description:
      '`restored`: the former settings are back. `removed`: what was made for us is gone. `gone`: there was nothing left to do. `left_alone`: somebody changed it since. `obsolete`: it is in use here again.',
    example: 'restored',
  })
  result: (typeof CLEAN_RESULTS)[number];

  @ApiProperty({ example: 'Twilio does with the number again what it did before.' })
  message: string;

  @ApiProperty({ type: [String], description: 'Settings that somebody else changed since.', example: [] })
  changed_fields: string[];

  @ApiProperty({ type: 'integer', description: 'Records of the same thing that have ended with it.', example: 1 })
  settled_orphans: number;
}
