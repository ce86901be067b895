import { ApiProperty } from '@nestjs/swagger';

export class DeletedRouteAssertionDto {
  @ApiProperty({ example: 'Route assertion deleted.' })
  message: string;
}
