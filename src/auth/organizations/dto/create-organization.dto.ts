import { ApiProperty } from '@nestjs/swagger';
import { IsText } from '../../../common/validation/is-text.decorator.js';

export class CreateOrganizationDto {
  @ApiProperty({ description: 'Name of the tenant.', minLength: 1, maxLength: 64, example: 'Acme Voice' })
  @IsText({ min: 1, max: 64 })
  name: string;
}
