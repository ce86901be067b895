import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ValidationArguments } from 'class-validator';
import { IsBoolean, IsOptional, ValidateBy } from 'class-validator';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';

// Real ones have 32 hexadecimal digits; test accounts and look-alikes need not. What matters is that it is no API key (SK…).
const ACCOUNT_SID = /^AC[0-9A-Za-z]{1,62}$/;
const REGION = /^[a-z]{2}\d$/;
const EDGE = /^[a-z][a-z-]{0,30}[a-z]$/;

/** A host name of Twilio always has both parts; ours would otherwise name an edge that the Region does not have. */
function NeedsEdge(): PropertyDecorator {
  return ValidateBy({
    name: 'needsEdge',
    validator: {
      validate: (_region: unknown, args?: ValidationArguments) => Boolean((args?.object as TwilioCredentials).edge),
      defaultMessage: () => 'region needs edge as well, such as dublin for ie1 or sydney for au1',
    },
  });
}

/** Credentials of a Twilio account or subaccount. */
export class TwilioCredentials {
  @ApiProperty({ description: 'Account SID.', pattern: ACCOUNT_SID.source, example: `AC${'0'.repeat(32)}` })
  @IsCredentialText({
    maxLength: 64,
    pattern: ACCOUNT_SID,
    expected: 'the Account SID, which starts with AC (an API key, SK…, does not do)',
  })
  account_sid: string;

  @ApiProperty({ description: 'Auth Token; it also verifies the webhooks.', format: 'password', maxLength: 128 })
  @IsCredentialText({ maxLength: 128, pattern: /^\S+$/, expected: 'the Auth Token, without spaces' })
  auth_token: string;

  @ApiPropertyOptional({ description: 'Answering machine detection on outbound calls.', type: Boolean, nullable: true })
  @IsOptional()
  @IsBoolean()
  amd_enabled?: boolean | null;

  @ApiPropertyOptional({ description: 'Twilio Region; needs `edge`.', type: String, nullable: true, example: 'ie1' })
  @IsCredentialText({ isOptional: true, maxLength: 3, pattern: REGION, expected: 'a Region, such as us1, ie1 or au1' })
  @NeedsEdge()
  region?: string | null;

  @ApiPropertyOptional({ description: 'Twilio Edge Location.', type: String, nullable: true, example: 'dublin' })
  @IsCredentialText({
    isOptional: true,
    maxLength: 32,
    pattern: EDGE,
    expected: 'an Edge Location, such as ashburn, dublin or sydney',
  })
  edge?: string | null;
}
