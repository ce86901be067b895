import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBase64, IsIn, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../../../common/validation/may-be-absent.decorator.js';
import { IsHeaderMap } from '../is-header-map.decorator.js';

const LONGEST_URL = 8_192;
/** Longer ones are refused unread. */
const LONGEST_BODY = 65_536;

/** A webhook as it arrived, or as the carrier's log shows it. */
export class CreateSignatureDiagnosisDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Whose secrets are tried.', example: 7 })
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  telephony_configuration_id: number;

  @ApiProperty({ enum: ['GET', 'POST'], example: 'POST' })
  @IsIn(['GET', 'POST'])
  method: 'GET' | 'POST';

  @ApiPropertyOptional({
    description: 'The whole URL, where it is known. Either this or `path`.',
    maxLength: LONGEST_URL,
    example: 'https://calls.example.com/api/v1/telephony/inbound/twilio',
  })
  @MayBeAbsent()
  @Matches(/^https?:\/\/[\x21-\x7e]+$/i, { message: 'url must be an http(s) URL, percent-encoded' })
  @MaxLength(LONGEST_URL)
  url?: string;

  @ApiPropertyOptional({
    description: 'Path and query as they arrived. Either this or `url`.',
    maxLength: LONGEST_URL,
    example: '/api/v1/telephony/inbound/twilio',
  })
  @MayBeAbsent()
  @Matches(/^\/[\x21-\x7e]*$/, { message: 'path must begin with a slash and be percent-encoded' })
  @MaxLength(LONGEST_URL)
  path?: string;

  @ApiProperty({
    description: 'All headers, above all that of the signature.',
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'X-Twilio-Signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
  })
  @IsHeaderMap()
  headers: Record<string, string>;

  @ApiPropertyOptional({
    description: 'The body as text, byte by byte. Either this or `body_base64`, or neither.',
    maxLength: LONGEST_BODY,
    example: 'AccountSid=AC0123456789abcdef0123456789abcdef&CallSid=CA1&To=%2B14155550100',
  })
  @MayBeAbsent()
  @IsString()
  @MaxLength(LONGEST_BODY)
  body?: string;

  @ApiPropertyOptional({ description: 'The body in base64.', maxLength: LONGEST_BODY * 2 })
  @MayBeAbsent()
  @IsBase64()
  @MaxLength(LONGEST_BODY * 2)
  body_base64?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'When it arrived; now, when left out. Some signatures are good for minutes only.',
    example: '2026-03-01T12:00:00Z',
  })
  @MayBeAbsent()
  @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/, {
    message: 'received_at must be a time with an offset, such as 2026-03-01T12:00:00Z',
  })
  received_at?: string;
}
