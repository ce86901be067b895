import { DomainError } from '../../common/errors/domain-error.js';
import type { CallUsageQueryDto, UsageBucket } from './dto/call-usage.query.dto.js';

/** A span of time in hours or days of UTC, the end not included. */
export interface UsageSpan {
  bucket: UsageBucket;
  since: Date;
  until: Date;
}

const DAY_MS = 86_400_000;
const BUCKET_MS: Readonly<Record<UsageBucket, number>> = { hour: 3_600_000, day: DAY_MS };
const LONGEST_DAYS: Readonly<Record<UsageBucket, number>> = { hour: 31, day: 366 };
/** How many there are unless told otherwise, the one that has begun included. */
const USUAL: Readonly<Record<UsageBucket, number>> = { hour: 24, day: 30 };

/** @throws DomainError `invalid_parameter` for a span that is empty, or longer than there may be buckets */
export function usageSpan({ bucket, since, until }: CallUsageQueryDto, now: Date): UsageSpan {
  const end = until ?? now;
  const start =
    since ?? new Date(startOf(bucket, new Date(end.getTime() - 1)) - (USUAL[bucket] - 1) * BUCKET_MS[bucket]);
  const lengthMs = end.getTime() - start.getTime();
  if (lengthMs <= 0) throw refused('since must be before until');
  if (lengthMs > LONGEST_DAYS[bucket] * DAY_MS) {
    throw refused(
      `${LONGEST_DAYS[bucket]} days by the ${bucket} is the most: shorten the span${bucket === 'hour' ? ', or ask for bucket=day' : ''}`,
    );
  }
  return { bucket, since: start, until: end };
}

/** The starts of all hours or days that the span touches, milliseconds. */
export function bucketsOf({ bucket, since, until }: UsageSpan): number[] {
  const first = startOf(bucket, since);
  const count = Math.ceil((until.getTime() - first) / BUCKET_MS[bucket]);
  return Array.from({ length: count }, (_, place) => first + place * BUCKET_MS[bucket]);
}

/** UTC knows no daylight saving time, so its hours and days are all equally long. */
function startOf(bucket: UsageBucket, time: Date): number {
  return Math.floor(time.getTime() / BUCKET_MS[bucket]) * BUCKET_MS[bucket];
}

function refused(fault: string): DomainError {
  return new DomainError('invalid_parameter', `The query is not valid: ${fault}.`);
}
