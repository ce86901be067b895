import type { CreateWorkflowDto } from './dto/create-workflow.dto.js';
import type { WorkflowDto } from './dto/workflow.dto.js';
import type { Workflow } from './workflow.entity.js';

export function toWorkflowDto(workflow: Workflow): WorkflowDto {
  return {
    id: workflow.id,
    name: workflow.name,
    target: workflow.target,
    fallback_target: workflow.fallbackTarget,
    is_active: workflow.isActive,
    created_at: workflow.createdAt.toISOString(),
    updated_at: workflow.updatedAt.toISOString(),
    version: workflow.version,
  };
}

/** The workflow as a client would write it: what a merge patch is applied to. */
export function toWorkflowInput(workflow: Workflow): CreateWorkflowDto {
  return {
    name: workflow.name,
    target: workflow.target,
    fallback_target: workflow.fallbackTarget,
    is_active: workflow.isActive,
  };
}
