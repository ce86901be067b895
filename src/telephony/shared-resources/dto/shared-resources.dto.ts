import { ApiProperty } from '@nestjs/swagger';

export class SharedApplicationDto {
  @ApiProperty({ example: '17854321098765432' })
  id: string;

  @ApiProperty({ description: 'Whether Dialplane created it.' })
  is_ours: boolean;

  @ApiProperty({ description: 'Whether it was last known to send its calls here.' })
  is_pointed_here: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When its settings were last read.' })
  observed_at: string | null;
}

export class SharedNumberDto {
  @ApiProperty({ description: 'Address in canonical form.', example: '+14155550100' })
  address: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null when your organization has not registered it.' })
  phone_number_id: number | null;

  @ApiProperty({ description: 'Whether your organization has bound it to a workflow.' })
  is_bound_here: boolean;
}

export class SharedConfigurationDto {
  @ApiProperty({ type: 'integer', example: 7 })
  id: number;

  @ApiProperty({ example: 'Plivo India' })
  name: string;
}

/** Everything that changes hands with the voice application of a configuration. */
export class SharedResourcesDto {
  @ApiProperty({
    type: SharedApplicationDto,
    nullable: true,
    description: 'Null where numbers are bound one by one, or while no application exists yet.',
  })
  application: SharedApplicationDto | null;

  @ApiProperty({
    type: [SharedNumberDto],
    description: 'Numbers that are linked to it at the carrier; the first thousand.',
  })
  numbers: SharedNumberDto[];

  @ApiProperty({ type: 'integer', description: 'Numbers that were found linked to it.', example: 3 })
  number_count: number;

  @ApiProperty({ type: 'integer', description: 'Those that your organization has not registered.', example: 1 })
  other_number_count: number;

  @ApiProperty({ description: 'Whether the carrier has more numbers linked to it than were counted.' })
  is_truncated: boolean;

  @ApiProperty({
    type: [SharedConfigurationDto],
    description: 'Configurations of yours that name it, this one included.',
  })
  configurations: SharedConfigurationDto[];

  @ApiProperty({ type: 'integer', description: 'Other organizations with a configuration that names it.', example: 0 })
  other_organizations: number;
}
