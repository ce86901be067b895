import { ApiProperty } from '@nestjs/swagger';

const FIELD_TYPES = ['text', 'password', 'textarea', 'boolean', 'select', 'readonly'] as const;

export class VisibleWhenDto {
  @ApiProperty({ description: 'Name of the other field.' })
  field: string;

  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'boolean' }], description: 'The value it must have.' })
  equals: string | boolean;
}

export class FormFieldDto {
  @ApiProperty({ example: 'auth_token' })
  name: string;

  @ApiProperty({ example: 'Auth Token' })
  label: string;

  @ApiProperty({ enum: FIELD_TYPES, example: 'password' })
  type: (typeof FIELD_TYPES)[number];

  @ApiProperty({ example: true })
  required: boolean;

  @ApiProperty({ description: 'Masked in every answer.', example: true })
  sensitive: boolean;

  @ApiProperty({ type: String, nullable: true, example: 'Twilio Auth Token' })
  description: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  placeholder: string | null;

  @ApiProperty({ type: [String], nullable: true, description: 'The choices of a `select`.', example: null })
  options: readonly string[] | null;

  @ApiProperty({
    type: () => VisibleWhenDto,
    nullable: true,
    description: 'Show the field only while another one has this value.',
  })
  visible_when: VisibleWhenDto | null;

  @ApiProperty({ type: String, nullable: true, description: 'Heading in the form.', example: null })
  section: string | null;
}
