import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, MaxLength, MinLength } from 'class-validator';
import { MayBeAbsent } from '../../../common/validation/may-be-absent.decorator.js';
import { PhoneNumberFieldsDto } from './phone-number-fields.dto.js';

export class CreatePhoneNumberDto extends PhoneNumberFieldsDto {
  @ApiProperty({
    description:
      'A phone number as people write it, a tel: URI, a SIP URI or, where the provider has them, an extension.',
    minLength: 1,
    maxLength: 255,
    example: '+14155551234',
  })
  @MinLength(1)
  @MaxLength(255)
  address: string;

  @ApiPropertyOptional({ default: true })
  @MayBeAbsent()
  @IsBoolean()
  declare is_active?: boolean;

  @ApiPropertyOptional({
    description: 'The number that outbound calls of this configuration show by default.',
    default: false,
  })
  @IsOptional()
  @IsBoolean()
  is_default_caller_id?: boolean;
}
