import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';
import { MayBeAbsent } from '../../../common/validation/may-be-absent.decorator.js';

export class CreateTrunkDto {
  @ApiProperty({
    description: 'Unique in the configuration; case and repeated spaces do not make a difference.',
    minLength: 1,
    maxLength: 64,
    example: 'Dubai',
  })
  @IsText({ min: 1, max: 64 })
  name: string;

  @ApiProperty({
    description: "The provider's own settings; its page in the documentation names them.",
    type: 'object',
    additionalProperties: true,
    example: { region: 'UAE', sip_domain: 'acme.example.com' },
  })
  @IsObject()
  settings: Record<string, unknown>;

  @ApiPropertyOptional({ description: 'An inactive trunk is switched off at the carrier.', default: true })
  @MayBeAbsent()
  @IsBoolean()
  is_active?: boolean;
}
