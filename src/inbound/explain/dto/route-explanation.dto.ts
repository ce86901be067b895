import { ApiProperty } from '@nestjs/swagger';
import type { AnyTarget } from '../../../workflows/targets/any-target.js';
import type { TraceStepName } from '../../dispatch/trace.js';
import { TRACE_STEPS } from '../../dispatch/trace.js';
import type { NearReason } from '../near-number.js';
import { NEAR_REASONS } from '../near-number.js';
import type { ExplanationReason } from '../route-explanation.js';
import { EXPLANATION_REASONS } from '../route-explanation.js';

const TARGET_TYPES = ['stream', 'webhook', 'dial', 'say'] as const satisfies readonly AnyTarget['type'][];

export class ExplainedStepDto {
  @ApiProperty({ enum: TRACE_STEPS, example: 'number_known' })
  step: TraceStepName;

  @ApiProperty({ enum: ['ok', 'failed', 'skipped'], example: 'failed' })
  outcome: 'ok' | 'failed' | 'skipped';

  @ApiProperty({ type: String, enum: EXPLANATION_REASONS, nullable: true, example: 'number_unknown' })
  reason: ExplanationReason | null;

  @ApiProperty({ example: 'The number is not registered in this account.' })
  message: string;
}

export class ExplainedConfigurationDto {
  @ApiProperty({ type: 'integer', example: 7 })
  id: number;

  @ApiProperty({ example: 'Twilio main' })
  name: string;

  @ApiProperty({ example: 'twilio' })
  provider: string;
}

export class ExplainedNumberDto {
  @ApiProperty({ type: 'integer', example: 12 })
  id: number;

  @ApiProperty({ type: 'integer', example: 7 })
  telephony_configuration_id: number;

  @ApiProperty({ description: 'In canonical form.', example: '+14155550100' })
  address: string;

  @ApiProperty({ type: String, nullable: true, example: 'Support line' })
  label: string | null;

  @ApiProperty({ example: true })
  is_active: boolean;

  @ApiProperty({ type: 'integer', description: 'The revision that the decision was made with.', example: 3 })
  version: number;
}

export class ExplainedWorkflowDto {
  @ApiProperty({ type: 'integer', example: 4 })
  id: number;

  @ApiProperty({ example: 'Reception' })
  name: string;

  @ApiProperty({ enum: TARGET_TYPES, example: 'stream' })
  target_type: AnyTarget['type'];

  @ApiProperty({ example: true })
  is_active: boolean;

  @ApiProperty({ type: 'integer', example: 1 })
  version: number;
}

export class NearNumberDto {
  @ApiProperty({ type: 'integer', example: 12 })
  id: number;

  @ApiProperty({ type: 'integer', example: 7 })
  telephony_configuration_id: number;

  @ApiProperty({ example: 'Twilio main' })
  telephony_configuration_name: string;

  @ApiProperty({ example: 'twilio' })
  provider: string;

  @ApiProperty({ description: 'In canonical form.', example: '+14155550100' })
  address: string;

  @ApiProperty({ type: String, nullable: true, example: 'Support line' })
  label: string | null;

  @ApiProperty({
    enum: NEAR_REASONS,
    description: 'Why it does not take the call; the first thing, where there are more.',
    example: 'other_account',
  })
  reason: NearReason;

  @ApiProperty({ description: 'The same in a sentence, with what to do.' })
  message: string;
}

/** What would become of a call, and why. */
export class RouteExplanationDto {
  @ApiProperty({ enum: ['answered', 'refused'], example: 'refused' })
  outcome: 'answered' | 'refused';

  @ApiProperty({ type: String, enum: EXPLANATION_REASONS, nullable: true, example: 'number_unknown' })
  reason: ExplanationReason | null;

  @ApiProperty({ description: 'In a sentence, with what to do.' })
  message: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address that was looked for, in canonical form; null when it cannot be read.',
    example: '+14155550100',
  })
  address: string | null;

  @ApiProperty({
    description: 'Whether the answer is from what was last known, because the database is away.',
    example: false,
  })
  is_stale: boolean;

  @ApiProperty({ type: () => [ExplainedStepDto], description: 'Every step of the decision, in order.' })
  trace: ExplainedStepDto[];

  @ApiProperty({
    type: () => ExplainedConfigurationDto,
    nullable: true,
    description: 'That of the number, else one of the account; null when you have none of it.',
  })
  telephony_configuration: ExplainedConfigurationDto | null;

  @ApiProperty({ type: () => ExplainedNumberDto, nullable: true, description: 'Null when there is none.' })
  phone_number: ExplainedNumberDto | null;

  @ApiProperty({
    type: () => ExplainedWorkflowDto,
    nullable: true,
    description: 'Null when the number is bound to none.',
  })
  workflow: ExplainedWorkflowDto | null;

  @ApiProperty({
    description: 'What the caller would experience.',
    example: 'The caller talks to the voice agent at wss://agent.example.com/media.',
  })
  answer: string;

  @ApiProperty({
    type: () => [NearNumberDto],
    description: 'Of a call that is refused: up to ten numbers of your organization that resemble the called one.',
  })
  nearest: NearNumberDto[];
}
