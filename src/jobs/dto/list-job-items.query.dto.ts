import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import type { JobItemState } from '../job-state.js';
import { JOB_ITEM_STATES } from '../job-state.js';

export class ListJobItemsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: JOB_ITEM_STATES, example: 'failed' })
  @IsOptional()
  @IsIn(JOB_ITEM_STATES)
  state?: JobItemState;
}
