import { ApiProperty } from '@nestjs/swagger';

export class HealthDto {
  @ApiProperty({ enum: ['ok', 'unavailable'], example: 'ok' })
  status: 'ok' | 'unavailable';

  @ApiProperty({
    description: 'What was looked at.',
    type: 'object',
    additionalProperties: { type: 'string', enum: ['ok', 'unavailable'] },
    example: { database: 'ok', migrations: 'ok', queue: 'ok' },
  })
  checks: Record<string, 'ok' | 'unavailable'>;
}
