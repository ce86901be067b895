import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';

// Only what is surely wrong is refused: carriers have changed the form of their ids before.
const API_KEY = /^[\x21-\x7e]+$/;
const CONNECTION_ID = /^[A-Za-z0-9-]{1,64}$/;
/** The 32 bytes of an Ed25519 key. */
const PUBLIC_KEY = /^[A-Za-z0-9+/]{43}=?$/;

/** Credentials of a Telnyx account and of one of its call control applications. */
export class TelnyxCredentials {
  @ApiProperty({ description: 'API v2 key.', format: 'password', maxLength: 256 })
  @IsCredentialText({ maxLength: 256, pattern: API_KEY, expected: 'the API key, without spaces' })
  api_key: string;

  @ApiPropertyOptional({
    description: 'Call control application that the numbers are linked to; left out, one is made.',
    type: String,
    nullable: true,
    pattern: CONNECTION_ID.source,
    example: '1293384261075731499',
  })
  @IsCredentialText({
    isOptional: true,
    maxLength: 64,
    pattern: CONNECTION_ID,
    expected: 'the ID of the call control application: digits, for most accounts',
  })
  connection_id?: string | null;

  @ApiPropertyOptional({
    description:
      'Public key that verifies the webhooks, in base64. Without it no number can be attached, because unsigned webhooks are refused.',
    type: String,
    nullable: true,
    pattern: PUBLIC_KEY.source,
    example: 'iGtB96aTJO4SmJPzRPqW20Zc10AWCiN8OQLE5Tg330U=',
  })
  @IsCredentialText({
    isOptional: true,
    maxLength: 64,
    pattern: PUBLIC_KEY,
    expected: 'the public key as the portal shows it: 44 characters of base64',
  })
  webhook_public_key?: string | null;
}
