import { ApiProperty } from '@nestjs/swagger';
import type { UsageBucket } from './call-usage.query.dto.js';
import { USAGE_BUCKETS } from './call-usage.query.dto.js';

/** How many calls there were. */
export class CallCountsDto {
  @ApiProperty({ type: 'integer', example: 42 })
  answered: number;

  @ApiProperty({ type: 'integer', example: 1 })
  refused: number;

  @ApiProperty({ type: 'integer', description: 'Of them, from the last known routes.', example: 0 })
  stale: number;
}

export class CallUsageBucketDto extends CallCountsDto {
  @ApiProperty({ format: 'date-time', description: 'Start of the hour or day, in UTC.' })
  start: string;
}

export class CallUsageDto {
  @ApiProperty({ enum: USAGE_BUCKETS, example: 'hour' })
  bucket: UsageBucket;

  @ApiProperty({ format: 'date-time', description: 'The first time that counts.' })
  since: string;

  @ApiProperty({ format: 'date-time', description: 'The first time that counts no more.' })
  until: string;

  @ApiProperty({
    type: () => [CallUsageBucketDto],
    description: 'Every hour or day, in order, those without calls too.',
  })
  buckets: CallUsageBucketDto[];

  @ApiProperty({ type: () => CallCountsDto })
  totals: CallCountsDto;
}
