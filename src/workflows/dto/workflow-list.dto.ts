import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../common/pagination/page.js';
import { WorkflowDto } from './workflow.dto.js';

export class WorkflowListDto extends PageInfo {
  @ApiProperty({ type: () => [WorkflowDto] })
  workflows: WorkflowDto[];
}
