import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';

/** An expectation: calls to this number are answered by this workflow. */
export class RouteAssertionDto {
  @ApiProperty({ type: 'integer', example: 3 })
  id: number;

  @ApiProperty({ example: 'twilio' })
  provider: string;

  @ApiProperty({ description: 'In canonical form.', example: '+14155550100' })
  address: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Null when the number is not registered any more in the account that it was in.',
    example: 12,
  })
  phone_number_id: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The configuration of the number.', example: 7 })
  telephony_configuration_id: number | null;

  @ApiProperty({ type: 'integer', description: 'The workflow that is to answer.', example: 5 })
  workflow_id: number;

  @ApiProperty({ example: 'Reception' })
  workflow_name: string;

  @ApiProperty({ type: String, nullable: true, example: 'Printed on every invoice' })
  label: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  created_at: string;
}

export class RouteAssertionListDto extends PageInfo {
  @ApiProperty({ type: () => [RouteAssertionDto] })
  route_assertions: RouteAssertionDto[];
}
