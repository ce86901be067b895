import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../common/pagination/page.js';
import type { JobItemState } from '../job-state.js';
import { JOB_ITEM_STATES } from '../job-state.js';

export class JobItemDto {
  @ApiProperty({ example: '+14155550100' })
  address: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The number, once it is registered.', example: 12 })
  phone_number_id: number | null;

  @ApiProperty({ enum: JOB_ITEM_STATES, example: 'succeeded' })
  state: JobItemState;

  @ApiProperty({ type: String, nullable: true, description: 'Stable code, where there is something to say.' })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What happened and what to do, in a sentence.' })
  detail: string | null;
}

export class JobItemListDto extends PageInfo {
  @ApiProperty({ type: () => [JobItemDto] })
  items: JobItemDto[];
}
