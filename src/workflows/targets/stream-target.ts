import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsUrl, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../common/validation/may-be-absent.decorator.js';
import { IsTextMap } from '../../common/validation/is-text-map.decorator.js';
import { WorkflowTarget } from './workflow-target.js';

/** A bidirectional media stream to a voice agent. */
export class StreamTarget extends WorkflowTarget {
  @ApiProperty({ enum: ['stream'] })
  @IsIn(['stream'])
  declare type: 'stream';

  @ApiProperty({
    description: 'Where the media goes, wss only.',
    format: 'uri',
    example: 'wss://agent.example.com/media',
  })
  @IsUrl({ protocols: ['wss'], require_protocol: true, require_tld: false }, { message: 'url must be a wss:// URL' })
  @MaxLength(2048)
  url: string;

  @ApiPropertyOptional({
    description: 'Passed to the agent at the start of the stream.',
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { language: 'en' },
  })
  @MayBeAbsent()
  @IsTextMap({ entries: 50, valueLength: 1024 })
  parameters?: Record<string, string>;
}
