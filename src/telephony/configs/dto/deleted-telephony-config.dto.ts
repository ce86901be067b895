import { ApiProperty } from '@nestjs/swagger';

export class DeletedTelephonyConfigDto {
  @ApiProperty({ example: 'Configuration deleted, with 0 phone number(s).' })
  message: string;

  @ApiProperty({
    type: 'integer',
    description: 'Always 0: a configuration that has numbers is deleted by a job.',
    example: 0,
  })
  deleted_phone_numbers: number;
}
