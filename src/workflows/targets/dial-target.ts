import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn } from 'class-validator';
import { IsDialable } from '../../common/validation/is-dialable.decorator.js';
import { parseTelephonyAddress } from '../../common/address/telephony-address.js';
import { WorkflowTarget } from './workflow-target.js';

/** Forwards the call. */
export class DialTarget extends WorkflowTarget {
  @ApiProperty({ enum: ['dial'] })
  @IsIn(['dial'])
  declare type: 'dial';

  @ApiProperty({
    description: 'An international number or a SIP URI; kept in its canonical form.',
    example: '+14155550100',
  })
  @Transform(({ value }: { value: unknown }) => {
    if (typeof value !== 'string') return value;
    const parsed = parseTelephonyAddress(value, { acceptedTypes: ['pstn', 'sip_uri'] });
    return parsed.ok ? parsed.canonical : value;
  })
  @IsDialable()
  to: string;
}
