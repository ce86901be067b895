import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import type { RefusalReason } from '../../dispatch/refusal-reason.js';
import { REFUSAL_REASONS } from '../../dispatch/refusal-reason.js';
import { RouteAssertionDto } from './route-assertion.dto.js';

export class AnsweringWorkflowDto {
  @ApiProperty({ type: 'integer', example: 5 })
  id: number;

  @ApiProperty({ example: 'Reception' })
  name: string;
}

/** What would become of a call now. */
export class ActualRouteDto {
  @ApiProperty({ enum: ['answered', 'refused'], example: 'answered' })
  outcome: 'answered' | 'refused';

  @ApiProperty({ type: String, enum: REFUSAL_REASONS, nullable: true, example: null })
  reason: RefusalReason | null;

  @ApiProperty({
    type: () => AnsweringWorkflowDto,
    nullable: true,
    description: 'The workflow that the number is bound to; null when it is bound to none.',
  })
  workflow: AnsweringWorkflowDto | null;

  @ApiProperty({
    description: 'Whether this is from what was last known, because the database is away.',
    example: false,
  })
  is_stale: boolean;
}

export class RouteAssertionResultDto {
  @ApiProperty({ type: () => RouteAssertionDto })
  assertion: RouteAssertionDto;

  @ApiProperty({ description: 'Whether a call would be answered by the workflow that is expected.', example: true })
  holds: boolean;

  @ApiProperty({ type: () => ActualRouteDto })
  actual: ActualRouteDto;

  @ApiProperty({
    description: 'The same in a sentence, with what to do.',
    example: 'The call is answered by the workflow "Reception".',
  })
  message: string;
}

export class RouteAssertionRunDto extends PageInfo {
  @ApiProperty({ type: 'integer', description: 'How many of this page hold.', example: 1 })
  passed: number;

  @ApiProperty({ type: 'integer', description: 'How many of this page do not.', example: 0 })
  failed: number;

  @ApiProperty({ type: () => [RouteAssertionResultDto] })
  results: RouteAssertionResultDto[];
}
