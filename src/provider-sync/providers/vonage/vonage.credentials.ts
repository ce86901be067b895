import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';

const APPLICATION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PRIVATE_KEY = /^-----BEGIN (RSA )?PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\s]+\r?\n-----END \1?PRIVATE KEY-----$/;
const API_KEY = /^[A-Za-z0-9]{4,32}$/;

/** Credentials of a Vonage account and of one of its applications. */
export class VonageCredentials {
  @ApiProperty({ description: 'Application that the numbers are linked to.', format: 'uuid' })
  @IsCredentialText({ maxLength: 36, pattern: APPLICATION_ID, expected: 'the Application ID, which is a UUID' })
  application_id: string;

  @ApiProperty({ description: "The application's private key, in PEM without a passphrase.", maxLength: 16_384 })
  @IsCredentialText({
    maxLength: 16_384,
    pattern: PRIVATE_KEY,
    expected:
      'a private key in PEM without a passphrase: the whole file, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----',
    isMultiline: true,
  })
  private_key: string;

  @ApiProperty({ description: 'API key of the account.', pattern: API_KEY.source, example: '1a2b3c4d' })
  @IsCredentialText({ maxLength: 32, pattern: API_KEY, expected: 'the API key: letters and digits' })
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
