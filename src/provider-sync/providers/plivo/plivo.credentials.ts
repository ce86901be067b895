import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';

// Only what is surely wrong is refused: carriers have changed the form of their ids before.
const AUTH_ID = /^[A-Za-z0-9_-]{1,64}$/;
const APPLICATION_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Credentials of a Plivo account or subaccount. */
export class PlivoCredentials {
  @ApiProperty({ description: 'Auth ID.', pattern: AUTH_ID.source, example: 'MAXXXXXXXXXXXXXXXXXX' })
  @IsCredentialText({
    maxLength: 64,
    pattern: AUTH_ID,
    expected: 'the Auth ID: letters and digits',
  })
  auth_id: string;

  @ApiProperty({ description: 'Auth Token; it also verifies the webhooks.', format: 'password', maxLength: 128 })
  @IsCredentialText({ maxLength: 128, pattern: /^\S+$/, expected: 'the Auth Token, without spaces' })
  auth_token: string;

  @ApiPropertyOptional({
    description: 'Application whose answer URL is ours; left out, one is made.',
    type: String,
    nullable: true,
    pattern: APPLICATION_ID.source,
    example: '20372631212782780',
  })
  @IsCredentialText({
    isOptional: true,
    maxLength: 64,
    pattern: APPLICATION_ID,
    expected: 'the Application ID: digits, for most accounts',
  })
  application_id?: string | null;
}
