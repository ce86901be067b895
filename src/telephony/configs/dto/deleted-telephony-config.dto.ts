import { ApiProperty } from '@nestjs/swagger';

export class DeletedTelephonyConfigDto {
  @ApiProperty({ example: 'Configuration deleted, with 12 phone number(s).' })
  message: string;

  @ApiProperty({ type: 'integer', description: 'Phone numbers that were detached and deleted with it.', example: 12 })
  deleted_phone_numbers: number;
}
