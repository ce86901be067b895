import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { IsText } from '../../common/validation/is-text.decorator.js';
import { MayBeAbsent } from '../../common/validation/may-be-absent.decorator.js';
import { WorkflowTarget } from './workflow-target.js';

/** Speaks a text and hangs up. */
export class SayTarget extends WorkflowTarget {
  @ApiProperty({ enum: ['say'] })
  @IsIn(['say'])
  declare type: 'say';

  @ApiProperty({ minLength: 1, maxLength: 2000, example: 'We are closed. Please call again tomorrow.' })
  @IsText({ min: 1, max: 2000 })
  text: string;

  @ApiPropertyOptional({ description: 'BCP 47 language of the text.', default: 'en-US', example: 'en-US' })
  @MayBeAbsent()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, { message: 'language must be a BCP 47 tag such as en-US' })
  language: string = 'en-US';
}
