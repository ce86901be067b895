import { ApiProperty } from '@nestjs/swagger';

export class DeletedOrphanDto {
  @ApiProperty({ example: 'Orphan forgotten. The carrier was not asked.' })
  message: string;
}
