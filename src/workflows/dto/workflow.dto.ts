import { ApiProperty } from '@nestjs/swagger';
import type { AnyTarget } from '../targets/any-target.js';
import { AnyTargetModels, ApiTarget } from '../targets/any-target.js';

@AnyTargetModels()
export class WorkflowDto {
  @ApiProperty({ type: 'integer', example: 5 })
  id: number;

  @ApiProperty({ example: 'Support agent' })
  name: string;

  @ApiTarget({ description: 'What a call is handed to.' })
  target: AnyTarget;

  @ApiTarget({ description: 'Takes the call when the target fails.', nullable: true })
  fallback_target: AnyTarget | null;

  @ApiProperty({ example: true })
  is_active: boolean;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  updated_at: string;

  @ApiProperty({ type: 'integer', description: 'Goes up with every change; sent as `ETag`.', example: 1 })
  version: number;
}
