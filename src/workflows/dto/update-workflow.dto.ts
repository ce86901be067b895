import { PartialType } from '@nestjs/swagger';
import { CreateWorkflowDto } from './create-workflow.dto.js';

/** Absent or null means unchanged. */
export class UpdateWorkflowDto extends PartialType(CreateWorkflowDto) {}
