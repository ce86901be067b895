import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One fault of one field. */
export class FieldError {
  @ApiProperty({ description: 'JSON Pointer (RFC 6901) to the field.', example: '/config/auth_token' })
  pointer: string;

  @ApiProperty({ description: 'Stable code of the fault.', example: 'is_not_empty' })
  code: string;

  @ApiProperty({ description: 'A sentence for a person.', example: 'auth_token must not be blank' })
  detail: string;
}

/** RFC 9457 problem document, with a stable code and the id under which the request was logged. */
export class ProblemDetails {
  @ApiProperty({ description: 'Names the kind of problem.', example: 'urn:dialplane:problem:phone_number_taken' })
  type: string;

  @ApiProperty({ example: 'Phone number taken' })
  title: string;

  @ApiProperty({ minimum: 400, maximum: 599, example: 409 })
  status: number;

  @ApiProperty({
    description: 'Why, and what to do.',
    example: 'This number is already registered by another organization.',
  })
  detail: string;

  @ApiProperty({
    description: 'Path of the request.',
    example: '/api/v1/organizations/telephony-configs/7/phone-numbers',
  })
  instance: string;

  @ApiProperty({ description: 'Stable code to branch on.', example: 'phone_number_taken' })
  code: string;

  @ApiProperty({
    description: 'Name it when you ask for help: the log has the request under this id.',
    example: '0192f0c1-7c5e-7b8e-9d51-6a4f6f1f2a3b',
  })
  request_id: string;

  @ApiPropertyOptional({ type: () => [FieldError], description: 'The fields at fault, for 422.' })
  errors?: FieldError[];
}
