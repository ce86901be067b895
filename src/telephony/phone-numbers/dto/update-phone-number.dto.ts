import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { PhoneNumberFieldsDto } from './phone-number-fields.dto.js';

/** Absent or null means unchanged; the `clear_` flags clear. */
export class UpdatePhoneNumberDto extends PhoneNumberFieldsDto {
  @ApiPropertyOptional({
    description: 'Unbind the workflow; the carrier gets its former settings back.',
    default: false,
  })
  @IsOptional()
  @IsBoolean()
  clear_inbound_workflow?: boolean;

  @ApiPropertyOptional({ description: 'Remove the trunk.', default: false })
  @IsOptional()
  @IsBoolean()
  clear_trunk?: boolean;
}
