import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsText } from '../../common/validation/is-text.decorator.js';
import { MayBeAbsent } from '../../common/validation/may-be-absent.decorator.js';
import type { AnyTarget } from '../targets/any-target.js';
import { AnyTargetModels, ApiTarget, IsTarget } from '../targets/any-target.js';

@AnyTargetModels()
export class CreateWorkflowDto {
  @ApiProperty({ minLength: 1, maxLength: 64, example: 'Support agent' })
  @IsText({ min: 1, max: 64 })
  name: string;

  @ApiTarget({ description: 'What a call is handed to.' })
  @IsTarget()
  target: AnyTarget;

  @ApiTarget({ description: 'Takes the call when the target fails.', nullable: true, required: false })
  @IsOptional()
  @IsTarget()
  fallback_target?: AnyTarget | null;

  @ApiPropertyOptional({ description: 'An inactive workflow answers no calls.', default: true })
  @MayBeAbsent()
  @IsBoolean()
  is_active?: boolean;
}
