import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';

const AUTH_ID = /^[A-Z0-9]{4,40}$/;
const APPLICATION_ID = /^\d{1,20}$/;

/** Credentials of a Plivo account or subaccount. */
export class PlivoCredentials {
  @ApiProperty({ description: 'Auth ID.', pattern: AUTH_ID.source, example: 'MAXXXXXXXXXXXXXXXXXX' })
  @IsCredentialText({
    maxLength: 40,
    pattern: AUTH_ID,
    expected: 'the Auth ID: capital letters and digits, beginning with MA or SA',
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
    maxLength: 20,
    pattern: APPLICATION_ID,
    expected: 'the Application ID, which has digits only',
  })
  application_id?: string | null;
}
