import { ApiProperty } from '@nestjs/swagger';
import type { Scope } from '../../scope.js';
import { SCOPES } from '../../scope.js';

export class ApiKeyDto {
  @ApiProperty({ type: 'integer', example: 3 })
  id: number;

  @ApiProperty({ example: 'CI pipeline' })
  name: string;

  @ApiProperty({ description: 'The beginning of the key, to recognise it by.', example: 'dp_Hq3vT0aZ' })
  prefix: string;

  @ApiProperty({ enum: SCOPES, isArray: true, example: ['read', 'write'] })
  scopes: Scope[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  expires_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  revoked_at: string | null;

  @ApiProperty({
    description: 'Within about ten seconds.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-03-01T12:00:00.000Z',
  })
  last_used_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;
}
