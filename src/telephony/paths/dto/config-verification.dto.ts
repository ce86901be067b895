import { ApiProperty } from '@nestjs/swagger';

export class CredentialFaultDto {
  @ApiProperty({ description: 'Name of the credential.', example: 'application_id' })
  field: string;

  @ApiProperty({ description: 'What is wrong and what to do.' })
  detail: string;
}

export class ConfigVerificationDto {
  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'Whether the carrier accepts the credentials; null when it offers no way to try them.',
    example: true,
  })
  ok: boolean | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      '`provider_unauthorized`: the sign-in is refused · `credentials_rejected`, `application_not_found`: see `faults` · `provider_unreachable` and other `provider_…`: it could not be asked · `not_supported`',
    example: null,
  })
  reason: string | null;

  @ApiProperty({ description: 'For a person.', example: 'Twilio accepts the credentials.' })
  message: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T12:00:00.000Z' })
  checked_at: string;

  @ApiProperty({ type: () => [CredentialFaultDto] })
  faults: CredentialFaultDto[];
}
