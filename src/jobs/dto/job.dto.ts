import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../common/pagination/page.js';
import type { JobState } from '../job-state.js';
import { JOB_STATES } from '../job-state.js';

export class JobDto {
  @ApiProperty({ type: 'integer', example: 7 })
  id: number;

  @ApiProperty({
    description:
      'What is done: `sync-all`, `import`, `reconcile`, `remove-configuration` or `remove-workflow`; more may be added.',
    example: 'import',
  })
  kind: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The configuration it is about; of `remove-workflow`, the workflow. It may be gone by now.',
    example: 3,
  })
  subject_id: number | null;

  @ApiProperty({
    enum: JOB_STATES,
    description: '`failed` when at least one item failed or the job as a whole could not be done.',
    example: 'running',
  })
  state: JobState;

  @ApiProperty({ type: String, nullable: true, description: 'Why the job as a whole failed, in a sentence.' })
  message: string | null;

  @ApiProperty({ type: 'integer', description: 'Items that are known so far.', example: 120 })
  total: number;

  @ApiProperty({ type: 'integer', example: 100 })
  succeeded: number;

  @ApiProperty({ type: 'integer', example: 2 })
  failed: number;

  @ApiProperty({ type: 'integer', description: 'Items that are still to be done or tried again.', example: 18 })
  pending: number;

  @ApiProperty({ format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null while it waits its turn.' })
  started_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null until it has ended.' })
  finished_at: string | null;
}

export class JobListDto extends PageInfo {
  @ApiProperty({ type: () => [JobDto] })
  jobs: JobDto[];
}
