import type { JobItemDto } from './dto/job-item.dto.js';
import type { JobDto } from './dto/job.dto.js';
import type { JobItemRow } from './job.reader.js';
import type { CountedJob } from './job.row.js';

export function toJobDto(job: CountedJob): JobDto {
  return {
    ...job,
    total: job.succeeded + job.failed + job.pending,
    created_at: job.created_at.toISOString(),
    started_at: job.started_at?.toISOString() ?? null,
    finished_at: job.finished_at?.toISOString() ?? null,
  };
}

export function toJobItemDto({ id: _position, ...item }: JobItemRow): JobItemDto {
  return item;
}
