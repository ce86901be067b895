import type { UsageSpan } from './call-usage.span.js';
import { bucketsOf } from './call-usage.span.js';
import type { CallCountsDto, CallUsageDto } from './dto/call-usage.dto.js';

/** An hour or a day with calls. */
export interface UsageRow extends CallCountsDto {
  start: Date;
}

const NONE: CallCountsDto = { answered: 0, refused: 0, stale: 0 };

/** Puts in the hours or days without calls, and sums up. */
export function toCallUsageDto(span: UsageSpan, rows: readonly UsageRow[]): CallUsageDto {
  const counted = new Map(rows.map(({ start, ...counts }) => [start.getTime(), counts]));
  return {
    bucket: span.bucket,
    since: span.since.toISOString(),
    until: span.until.toISOString(),
    buckets: bucketsOf(span).map((start) => ({
      start: new Date(start).toISOString(),
      ...(counted.get(start) ?? NONE),
    })),
    totals: rows.reduce(plus, NONE),
  };
}

function plus(a: CallCountsDto, b: CallCountsDto): CallCountsDto {
  return { answered: a.answered + b.answered, refused: a.refused + b.refused, stale: a.stale + b.stale };
}
