import { ApiProperty } from '@nestjs/swagger';
import { SecondarySecretDto } from '../../rotation/dto/secondary-secret.dto.js';
import { TrunkDto } from '../../trunks/dto/trunk.dto.js';
import { SetupChecklistDto } from './setup-checklist.dto.js';
import { SipConnectivityDto } from './sip-connectivity.dto.js';
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
    type: SecondarySecretDto,
    nullable: true,
    description: 'The second live signing secret while one is being replaced.',
  })
  secondary_secret: SecondarySecretDto | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the signing secret among the credentials last verified a call.',
  })
  signing_secret_last_verified_at: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The job that syncs its numbers again because of this change; see `GET /jobs/{job_id}`.',
    example: null,
  })
  sync_job_id: number | null;

  @ApiProperty({
    type: () => SipConnectivityDto,
    nullable: true,
    description: 'Where a PBX or carrier connects to, for providers that have trunks.',
    example: null,
  })
  sip_connectivity: SipConnectivityDto | null;

  @ApiProperty({
    type: () => SetupChecklistDto,
    nullable: true,
    description: 'What is left to set up, for providers that have a checklist.',
    example: null,
  })
  setup_checklist: SetupChecklistDto | null;

  @ApiProperty({ example: false })
  supports_trunks: boolean;

  @ApiProperty({ type: () => [TrunkDto], example: [] })
  trunks: TrunkDto[];
}
