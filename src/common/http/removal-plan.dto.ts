import { ApiProperty } from '@nestjs/swagger';

/** What a deletion by force would do; nothing of it has been done. */
export class RemovalPlanDto {
  @ApiProperty({ type: 'integer', description: 'Phone numbers that would be worked on.', example: 120 })
  numbers: number;

  @ApiProperty({ type: 'integer', description: 'Those of them that a workflow answers now.', example: 118 })
  bound_numbers: number;

  @ApiProperty({
    type: 'integer',
    description: 'Numbers whose former settings would be put back at the carrier.',
    example: 110,
  })
  would_restore: number;

  @ApiProperty({
    type: 'integer',
    description: 'Numbers that were created at the carrier from here, and would be removed there.',
    example: 0,
  })
  would_remove_at_carrier: number;

  @ApiProperty({ type: [String], description: 'The first hundred of the numbers.', example: ['+14155550100'] })
  addresses: string[];
}
