import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

export const TARGET_TYPES = ['stream', 'webhook', 'dial', 'say'] as const;

/** What an inbound call is handed to; one subclass per kind. */
export class WorkflowTarget {
  @ApiProperty({ enum: TARGET_TYPES, description: 'The kind of target.' })
  @IsIn(TARGET_TYPES, { message: `type must be one of ${TARGET_TYPES.join(', ')}` })
  type: (typeof TARGET_TYPES)[number];
}
