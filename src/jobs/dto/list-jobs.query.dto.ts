import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import type { JobState } from '../job-state.js';
import { JOB_STATES } from '../job-state.js';

export class ListJobsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: JOB_STATES, example: 'running' })
  @IsOptional()
  @IsIn(JOB_STATES)
  state?: JobState;

  @ApiPropertyOptional({ description: 'Kind of job.', maxLength: 32, example: 'import' })
  @IsOptional()
  @IsString()
  @MaxLength(32)
  kind?: string;
}
