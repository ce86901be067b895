import { ApiProperty } from '@nestjs/swagger';

export class DeletedTelephonyConfigDto {
  @ApiProperty({ example: 'Deleted the configuration and 12 phone numbers.' })
  message: string;

  @ApiProperty({ type: 'integer', description: 'Phone numbers that were detached and deleted with it.', example: 12 })
  deleted_phone_numbers: number;
}
