import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsUrl, MaxLength } from 'class-validator';
import { WorkflowTarget } from './workflow-target.js';

/** An HTTPS endpoint that answers with the carrier's own markup. */
export class WebhookTarget extends WorkflowTarget {
  @ApiProperty({ enum: ['webhook'] })
  @IsIn(['webhook'])
  declare type: 'webhook';

  @ApiProperty({
    description: 'Asked for each call, https only.',
    format: 'uri',
    example: 'https://app.example.com/voice',
  })
  @IsUrl(
    { protocols: ['https'], require_protocol: true, require_tld: false },
    { message: 'url must be an https:// URL' },
  )
  @MaxLength(2048)
  url: string;
}
