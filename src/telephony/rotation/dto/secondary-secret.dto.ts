import { ApiProperty } from '@nestjs/swagger';

/** The second live signing secret, as it may be shown. */
export class SecondarySecretDto {
  @ApiProperty({ example: '****cdef' })
  masked: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Since when it is the secondary.' })
  added_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it last verified a call.' })
  last_verified_at: string | null;
}
