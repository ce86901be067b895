import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn } from 'class-validator';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';
import { CLOUDONIX_REGIONS, regionNamed } from './cloudonix.regions.js';

const REGIONS = CLOUDONIX_REGIONS.map(({ name }) => name);

/** Settings of an outbound trunk of Cloudonix. */
export class CloudonixTrunkSettings {
  @ApiProperty({
    description: 'Border over which the calls go; any case is taken and this spelling is stored.',
    enum: REGIONS,
    example: 'Global',
  })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (regionNamed(value)?.name ?? value) : value,
  )
  @IsIn(REGIONS, { message: `region must be one of ${REGIONS.join(', ')}` })
  region: string;

  @ApiProperty({
    description: 'SIP domain of your PBX or carrier, which the calls are addressed to.',
    maxLength: 253,
    example: 'sip.example.com',
  })
  @IsCredentialText({ maxLength: 253, pattern: /^[^\s/@]+$/, expected: 'a host name or an IP address' })
  sip_domain: string;
}
