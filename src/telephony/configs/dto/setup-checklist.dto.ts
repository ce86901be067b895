import { ApiProperty } from '@nestjs/swagger';

export class SetupStepDto {
  @ApiProperty({ description: 'Stable name.', example: 'outbound_trunk' })
  key: string;

  @ApiProperty({ example: 'Outbound trunk' })
  label: string;

  @ApiProperty({ example: false })
  is_done: boolean;

  @ApiProperty({ description: 'Whether outbound calls are impossible until it is done.', example: true })
  blocks_outbound: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What to do; null when it is done.',
    example: 'Add a trunk, with the region and the SIP domain of your carrier or PBX.',
  })
  detail: string | null;
}

export class SetupChecklistDto {
  @ApiProperty({ description: 'Whether outbound calls are possible.', example: false })
  is_ready_for_outbound: boolean;

  @ApiProperty({ type: () => [SetupStepDto], description: 'In the order in which they are done.' })
  steps: SetupStepDto[];
}
