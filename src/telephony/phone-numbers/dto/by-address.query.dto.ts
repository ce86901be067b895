import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches } from 'class-validator';
import { IsText } from '../../../common/validation/is-text.decorator.js';

export class ByAddressQueryDto {
  @ApiPropertyOptional({ description: 'Only at this provider.', example: 'twilio' })
  @IsOptional()
  @IsText({ min: 1, max: 32 })
  provider?: string;

  @ApiPropertyOptional({ description: 'Only in this account.' })
  @IsOptional()
  @IsText({ min: 1, max: 255 })
  account_id?: string;

  @ApiPropertyOptional({ description: 'Country for an address without +.', example: 'US' })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z]{2}$/, { message: 'country_code must be two letters, such as US' })
  country_code?: string;
}
