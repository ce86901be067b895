import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';

// Only what is surely wrong is refused: carriers have changed the form of their ids before.
const APPLICATION_ID = /^[A-Za-z0-9-]{1,64}$/;
const PRIVATE_KEY = /^(?!.*(PUBLIC|ENCRYPTED))/s;
const API_KEY = /^[A-Za-z0-9_-]{1,64}$/;

/** Credentials of a Vonage account and of one of its applications. */
export class VonageCredentials {
  @ApiProperty({
    description: 'Application that the numbers are linked to.',
    example: '78d335fa-323d-0114-9c3d-d6f0d48968cf',
  })
  @IsCredentialText({
    maxLength: 64,
    pattern: APPLICATION_ID,
    expected: 'the Application ID: letters, digits and hyphens',
  })
  application_id: string;

  @ApiProperty({ description: "The application's private key, in PEM without a passphrase.", maxLength: 16_384 })
  @IsCredentialText({
    maxLength: 16_384,
    pattern: PRIVATE_KEY,
    expected: 'the private key of the application, not its public key, and without a passphrase',
    isMultiline: true,
  })
  private_key: string;

  @ApiProperty({ description: 'API key of the account.', pattern: API_KEY.source, example: '1a2b3c4d' })
  @IsCredentialText({ maxLength: 64, pattern: API_KEY, expected: 'the API key: letters and digits' })
  api_key: string;

  @ApiProperty({ description: 'API secret of the account.', format: 'password', maxLength: 128 })
  @IsCredentialText({ maxLength: 128, pattern: /^\S+$/, expected: 'the API secret, without spaces' })
  api_secret: string;

  @ApiPropertyOptional({
    description:
      'Signature secret of the account. Without it no number can be attached, because unsigned webhooks are refused.',
    type: String,
    nullable: true,
    format: 'password',
    maxLength: 256,
  })
  @IsCredentialText({
    isOptional: true,
    maxLength: 256,
    pattern: /^\S+$/,
    expected: 'the signature secret, without spaces',
  })
  signature_secret?: string | null;
}
