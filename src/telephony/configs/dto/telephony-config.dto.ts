import { ApiProperty } from '@nestjs/swagger';
import { TelephonyConfigBaseDto } from './telephony-config-base.dto.js';

export class TelephonyConfigDto extends TelephonyConfigBaseDto {
  @ApiProperty({
    description: 'All fields of the provider. Sensitive ones are masked; sending a mask back keeps the stored value.',
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'null' as unknown as 'string' }] },
    example: { account_sid: '****0123', auth_token: '****cdef', amd_enabled: false },
  })
  credentials: Record<string, string | boolean | null>;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Where a PBX connects to, for SIP providers.',
    example: null,
  })
  sip_connectivity: Record<string, unknown> | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'What is left to set up, for providers that have a checklist.',
    example: null,
  })
  setup_checklist: Record<string, unknown> | null;

  @ApiProperty({ example: false })
  supports_trunks: boolean;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, example: [] })
  trunks: Record<string, unknown>[];
}
