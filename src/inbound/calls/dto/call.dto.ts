import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import type { CallState } from '../../../provider-sync/contract/inbound/inbound-event.js';
import { CALL_STATES } from '../../../provider-sync/contract/inbound/inbound-event.js';
import type { AnyTarget } from '../../../workflows/targets/any-target.js';
import type { RefusalReason } from '../../dispatch/refusal-reason.js';
import { REFUSAL_REASONS } from '../../dispatch/refusal-reason.js';
import type { CallOutcome } from '../call-record.js';
import { CALL_OUTCOMES } from '../call-record.js';
import { CallTraceStepDto } from './call-trace-step.dto.js';

/** An inbound call. */
export class CallDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id: number;

  @ApiProperty({ example: 'twilio' })
  provider: string;

  @ApiProperty({ type: 'integer', description: 'It may be gone by now.', example: 1 })
  telephony_configuration_id: number;

  @ApiProperty({ description: "The carrier's id of the call.", example: 'CA0123456789abcdef0123456789abcdef' })
  call_id: string;

  @ApiProperty({
    description: 'Canonical where it could be read, else as the carrier sent it.',
    example: '+14155550100',
  })
  to: string;

  @ApiProperty({ description: 'As the carrier sent it; empty when withheld.', example: '+12125550100' })
  from: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'It may be gone by now.', example: 1 })
  phone_number_id: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Its version at the time of the call.', example: 3 })
  phone_number_version: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'It may be gone by now.', example: 1 })
  workflow_id: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Its version at the time of the call.', example: 2 })
  workflow_version: number | null;

  @ApiProperty({ enum: CALL_OUTCOMES, example: 'answered' })
  outcome: CallOutcome;

  @ApiProperty({ enum: REFUSAL_REASONS, nullable: true, description: 'Why it was refused.', example: null })
  reason: RefusalReason | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What answered: `stream`, `webhook`, `dial` or `say`.',
    example: 'stream',
  })
  target: AnyTarget['type'] | null;

  @ApiProperty({ description: 'Whether the fallback target answered, because the target had failed.', example: false })
  used_fallback: boolean;

  @ApiProperty({
    description: 'Whether the last known routes were used, because the database was away.',
    example: false,
  })
  is_stale: boolean;

  @ApiProperty({ format: 'date-time', description: 'When its webhook came.' })
  received_at: string;

  @ApiProperty({ type: Number, description: 'From the first byte to the answer, milliseconds.', example: 1.8 })
  latency_ms: number;

  @ApiProperty({
    type: Number,
    description: "What was left of the carrier's patience when the answer was sent, milliseconds.",
    example: 14_998.2,
  })
  margin_ms: number;

  @ApiProperty({
    enum: CALL_STATES,
    nullable: true,
    description: 'What the carrier last said of it; null when it said nothing.',
    example: 'completed',
  })
  state: CallState | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 61 })
  duration_seconds: number | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the carrier told of its end; null until then.',
  })
  ended_at: string | null;
}

/** A call and how its answer was decided. */
export class CallDetailDto extends CallDto {
  @ApiProperty({ type: () => [CallTraceStepDto], description: 'The steps of the decision, in their order.' })
  trace: CallTraceStepDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What to do so that the next such call is answered; null when this one was.',
    example: null,
  })
  advice: string | null;
}

export class CallListDto extends PageInfo {
  @ApiProperty({ type: () => [CallDto] })
  calls: CallDto[];
}
