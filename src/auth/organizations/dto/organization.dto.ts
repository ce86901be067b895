import { ApiProperty } from '@nestjs/swagger';

export class OrganizationDto {
  @ApiProperty({ type: 'integer', example: 1 })
  id: number;

  @ApiProperty({ example: 'Acme Voice' })
  name: string;

  @ApiProperty({ format: 'date-time', type: String, example: '2026-03-01T12:00:00.000Z' })
  created_at: string;

  @ApiProperty({ type: 'integer', description: 'Goes up with every change; sent as `ETag`.', example: 1 })
  version: number;
}
