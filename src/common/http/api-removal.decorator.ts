import type { Type } from '@nestjs/common';
import { applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse, ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { AcceptedJobDto } from './accepted-job.dto.js';
import { RemovalPlanDto } from './removal-plan.dto.js';

/** Documents the answers of a route that deletes at once, as a job with `force`, or says with `dry_run` what it would do. */
export function ApiRemoval(deleted: Type): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(deleted, RemovalPlanDto, AcceptedJobDto),
    ApiOkResponse({
      description: 'It is deleted; with `dry_run`, the plan.',
      schema: { oneOf: [{ $ref: getSchemaPath(deleted) }, { $ref: getSchemaPath(RemovalPlanDto) }] },
    }),
    ApiAcceptedResponse({ type: AcceptedJobDto, description: 'With `force`: the job.' }),
  );
}
