import { ApiProperty } from '@nestjs/swagger';

export class SipTransportDto {
  @ApiProperty({ enum: ['UDP', 'TCP', 'TLS'], example: 'TLS' })
  transport: 'UDP' | 'TCP' | 'TLS';

  @ApiProperty({ example: '6f1d9c1e-0d2b-4a53-9a57-51a6b2f7a9c4.sip.cloudonix.net' })
  hostname: string;

  @ApiProperty({ type: 'integer', example: 443 })
  port: number;

  @ApiProperty({ example: 'sip:6f1d9c1e-0d2b-4a53-9a57-51a6b2f7a9c4.sip.cloudonix.net:443;transport=tls' })
  uri: string;
}

export class SipRegionDto {
  @ApiProperty({ example: 'Global' })
  region: string;

  @ApiProperty({ type: () => [SipTransportDto], description: 'Where a PBX or carrier sends calls to.' })
  inbound_transports: SipTransportDto[];

  @ApiProperty({ description: 'Where calls come from; what a firewall has to let in.', example: '18.219.128.166' })
  outbound_origin_ip: string;
}

export class SipConnectivityDto {
  @ApiProperty({ example: 'Cloudonix' })
  provider_display_name: string;

  @ApiProperty({ type: () => [SipRegionDto] })
  regions: SipRegionDto[];
}
