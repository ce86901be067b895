import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';

// Only what is surely wrong is refused: carriers have changed the form of their ids before.
const AUTH_ID = /^[A-Za-z0-9_-]{1,64}$/;
const APPLICATION_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** The token travels as a header, which holds printable ASCII only. */
const AUTH_TOKEN = /^[\x21-\x7e]+$/;

/** Credentials of a Vobiz account. */
export class VobizCredentials {
  @ApiProperty({ description: 'Account ID (Auth ID).', pattern: AUTH_ID.source, example: 'MA_XXXXXXXX' })
  @IsCredentialText({
    maxLength: 64,
    pattern: AUTH_ID,
    expected: 'the Account ID: letters, digits and _, such as MA_XXXXXXXX',
  })
  auth_id: string;

  @ApiProperty({ description: 'Auth Token; it also verifies the webhooks.', format: 'password', maxLength: 128 })
  @IsCredentialText({
    maxLength: 128,
    pattern: AUTH_TOKEN,
    expected: 'the Auth Token: letters, digits and signs, without spaces',
  })
  auth_token: string;

  @ApiPropertyOptional({
    description: 'Application whose answer URL is ours; left out, one is made.',
    type: String,
    nullable: true,
    pattern: APPLICATION_ID.source,
    example: '12345678901234567',
  })
  @IsCredentialText({
    isOptional: true,
    maxLength: 64,
    pattern: APPLICATION_ID,
    expected: 'the Application ID: digits, for most accounts',
  })
  application_id?: string | null;
}
