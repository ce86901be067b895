import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../../../common/pagination/page-query.dto.js';
import { IsQueryBoolean } from '../../../common/validation/is-query-boolean.decorator.js';
import { IsQueryInteger } from '../../../common/validation/is-query-integer.decorator.js';
import { IsQueryTime } from '../../../common/validation/is-query-time.decorator.js';
import type { CallState } from '../../../provider-sync/contract/inbound/inbound-event.js';
import { CALL_STATES } from '../../../provider-sync/contract/inbound/inbound-event.js';
import type { RefusalReason } from '../../dispatch/refusal-reason.js';
import { REFUSAL_REASONS } from '../../dispatch/refusal-reason.js';
import type { CallOutcome } from '../call-record.js';
import { CALL_OUTCOMES } from '../call-record.js';

const ID = { min: 1, max: Number.MAX_SAFE_INTEGER };

export class ListCallsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Order in which the calls came.', enum: ['asc', 'desc'], default: 'asc' })
  declare order: 'asc' | 'desc';

  @ApiPropertyOptional({ description: 'Wire name of a provider.', maxLength: 32, example: 'twilio' })
  @IsOptional()
  @IsString()
  @MaxLength(32)
  provider?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, example: 1 })
  @IsQueryInteger(ID)
  telephony_configuration_id?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, example: 1 })
  @IsQueryInteger(ID)
  phone_number_id?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, example: 1 })
  @IsQueryInteger(ID)
  workflow_id?: number;

  @ApiPropertyOptional({ enum: CALL_OUTCOMES, example: 'refused' })
  @IsOptional()
  @IsIn(CALL_OUTCOMES)
  outcome?: CallOutcome;

  @ApiPropertyOptional({ enum: REFUSAL_REASONS, example: 'number_unbound' })
  @IsOptional()
  @IsIn(REFUSAL_REASONS)
  reason?: RefusalReason;

  @ApiPropertyOptional({ enum: CALL_STATES, example: 'completed' })
  @IsOptional()
  @IsIn(CALL_STATES)
  state?: CallState;

  @ApiPropertyOptional({
    description: 'Answered from the last known routes while the database was away.',
    type: Boolean,
  })
  @IsQueryBoolean()
  is_stale?: boolean;

  @ApiPropertyOptional({ description: "The carrier's id of the call.", maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  call_id?: string;

  @ApiPropertyOptional({ description: 'The caller, as in the record.', maxLength: 255, example: '+12125550100' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  from?: string;

  @ApiPropertyOptional({ description: 'What was called, as in the record.', maxLength: 255, example: '+14155550100' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  to?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'The first time that counts.' })
  @IsQueryTime()
  since?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'The first time that counts no more.' })
  @IsQueryTime()
  until?: Date;
}
