import { ApiProperty } from '@nestjs/swagger';
import type { AddressType } from '../../../common/address/canonical-address.js';
import { FormFieldDto } from './form-field.dto.js';

export class ProviderCapabilitiesDto {
  @ApiProperty({ enum: ['pstn', 'sip_uri', 'sip_extension'], isArray: true, example: ['pstn'] })
  address_types: AddressType[];

  @ApiProperty({ description: 'It can say whether an address belongs to the account.', example: true })
  ownership: boolean;

  @ApiProperty({ description: 'One number can be bound without touching others of the account.', example: true })
  per_number_binding: boolean;

  @ApiProperty({ description: 'The numbers of the account can be listed.', example: true })
  inventory: boolean;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Numbers per page of the inventory.', example: 1000 })
  inventory_page_size: number | null;

  @ApiProperty({ example: false })
  trunks: boolean;

  @ApiProperty({ description: 'Numbers are created at the provider when they are registered here.', example: false })
  provisioning: boolean;

  @ApiProperty({ description: 'The account can have two live signing secrets during a rotation.', example: true })
  secondary_secret: boolean;

  @ApiProperty({ description: 'How its webhooks are verified.', example: 'hmac-sha1' })
  signature_scheme: string;

  @ApiProperty({
    type: 'integer',
    description: 'How long it waits for the answer to an inbound call, milliseconds.',
    example: 15000,
  })
  webhook_deadline_ms: number;
}

export class ProviderMetadataDto {
  @ApiProperty({ example: 'twilio' })
  provider: string;

  @ApiProperty({ example: 'Twilio' })
  display_name: string;

  @ApiProperty({ enum: ['api', 'sip'], example: 'api' })
  connectivity: 'api' | 'sip';

  @ApiProperty({ type: () => [FormFieldDto], description: 'The fields of `config`, in the order of the form.' })
  fields: FormFieldDto[];

  @ApiProperty({ format: 'uri', example: 'https://www.twilio.com/docs' })
  docs_url: string;

  @ApiProperty({ type: () => ProviderCapabilitiesDto })
  capabilities: ProviderCapabilitiesDto;
}

export class ProviderMetadataListDto {
  @ApiProperty({ type: () => [ProviderMetadataDto] })
  providers: ProviderMetadataDto[];
}
