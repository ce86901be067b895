import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';

const DOMAIN = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const OWN_SUFFIX = '.cloudonix.net';

/** One spelling per domain, because webhooks are matched by it: lower case, no dot at the end, never a bare label. */
export function normaliseDomain(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const name = value.trim().replace(/\.+$/, '').toLowerCase();
  return name === '' || name.includes('.') ? name : `${name}${OWN_SUFFIX}`;
}

/** Credentials of one Cloudonix domain. */
export class CloudonixCredentials {
  @ApiProperty({
    description: 'API key of the domain; Cloudonix sends it with every webhook, which is how they are recognised.',
    format: 'password',
    maxLength: 256,
  })
  @IsCredentialText({ maxLength: 256, pattern: /^\S+$/, expected: 'the API key, without spaces' })
  bearer_token: string;

  @ApiProperty({
    description:
      'Domain, normalised: lower case, without dots at its end, and with `.cloudonix.net` when it has no dot.',
    pattern: DOMAIN.source,
    maxLength: 253,
    example: 'acme.cloudonix.net',
  })
  // Decorators run from the property upwards: the text is trimmed before it is normalised.
  @Transform(({ value }: { value: unknown }) => normaliseDomain(value))
  @IsCredentialText({ maxLength: 253, pattern: DOMAIN, expected: 'a domain name, such as acme.cloudonix.net' })
  domain_id: string;

  @ApiPropertyOptional({
    description: 'Voice application whose URL is ours; left out, one is made.',
    type: String,
    nullable: true,
    maxLength: 128,
    example: 'dialplane-7',
  })
  @IsCredentialText({
    isOptional: true,
    maxLength: 128,
    pattern: /^(?!\.{1,2}$)/,
    expected: 'the name of a voice application',
  })
  application_name?: string | null;
}
