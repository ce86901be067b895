import { ApiProperty } from '@nestjs/swagger';
import type { RefusalReason } from '../../dispatch/refusal-reason.js';
import { REFUSAL_REASONS } from '../../dispatch/refusal-reason.js';
import type { TraceStep, TraceStepName } from '../../dispatch/trace.js';
import { TRACE_STEPS } from '../../dispatch/trace.js';

export class CallTraceStepDto {
  @ApiProperty({ enum: TRACE_STEPS, example: 'number_active' })
  step: TraceStepName;

  @ApiProperty({ enum: ['ok', 'failed', 'skipped'], example: 'ok' })
  outcome: TraceStep['outcome'];

  @ApiProperty({ enum: REFUSAL_REASONS, nullable: true, example: null })
  reason: RefusalReason | null;

  @ApiProperty({ description: 'The step as a sentence.', example: 'The number is active.' })
  message: string;
}
