import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IsQueryTime } from '../../../common/validation/is-query-time.decorator.js';

export const USAGE_BUCKETS = ['hour', 'day'] as const;

export type UsageBucket = (typeof USAGE_BUCKETS)[number];

export class CallUsageQueryDto {
  @ApiPropertyOptional({ enum: USAGE_BUCKETS, default: 'hour', description: 'In UTC.' })
  @IsIn(USAGE_BUCKETS)
  bucket: UsageBucket = 'hour';

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'The first time that counts; the start of the 24th hour or the 30th day back when left out.',
  })
  @IsQueryTime()
  since?: Date;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'The first time that counts no more; now when left out.',
  })
  @IsQueryTime()
  until?: Date;
}
