import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IsCredentialText } from '../../contract/credential-text.decorator.js';
import { IsHttpUrl } from './is-http-url.decorator.js';
import { NeedsFields } from './needs-fields.decorator.js';

const LONGEST_URL = 512;
/** A section of ari.conf. The colon would end it where user and password are written in one. */
const USER = /^[^\s:[\]]+$/;
/** What a section of websocket_client.conf and the name of a connection in a dial string can be. */
const CONNECTION = /^[A-Za-z0-9_.-]+$/;

const AGENT_API = ['external_pbx_agent_api_url', 'external_pbx_agent_api_username', 'external_pbx_agent_api_password'];
const NON_AGENT_API = [
  'external_pbx_non_agent_api_url',
  'external_pbx_non_agent_api_username',
  'external_pbx_non_agent_api_password',
];

const optionalText = { isOptional: true, maxLength: 256 };

/** What signs in to the REST interface of an Asterisk, and to the PBX that may stand beside it. */
export class AriCredentials {
  @ApiProperty({
    description: "Base URL of the PBX's HTTP server, with the prefix of http.conf if there is one, without `/ari`.",
    format: 'uri',
    maxLength: LONGEST_URL,
    example: 'https://asterisk.example.com:8089',
  })
  @IsCredentialText({ maxLength: LONGEST_URL })
  @IsHttpUrl('https://asterisk.example.com:8089')
  ari_endpoint: string;

  @ApiProperty({ description: 'ARI user: the name of its section in ari.conf.', maxLength: 128, example: 'dialplane' })
  @IsCredentialText({
    maxLength: 128,
    pattern: USER,
    expected: 'the name of a section of ari.conf, without spaces, colons and brackets',
  })
  app_name: string;

  @ApiProperty({ description: 'Password of the ARI user.', format: 'password', maxLength: 256 })
  @IsCredentialText({ maxLength: 256 })
  app_password: string;

  @ApiPropertyOptional({
    description:
      'Name of the connection in websocket_client.conf over which the PBX sends media. Without it no call can be answered, so the configuration is parked.',
    type: String,
    nullable: true,
    maxLength: 128,
    example: 'dialplane',
  })
  @IsCredentialText({
    isOptional: true,
    maxLength: 128,
    pattern: CONNECTION,
    expected: 'the name of a section of websocket_client.conf: letters, digits, ., _ and -',
  })
  ws_client_name?: string | null;

  @ApiPropertyOptional({
    description: 'Kind of the PBX that stands beside Asterisk; needs its Agent API.',
    type: String,
    nullable: true,
    enum: ['vicidial', null],
  })
  @IsOptional()
  @IsIn(['vicidial'], { message: 'external_pbx_type must be vicidial, or null for none' })
  @NeedsFields(...AGENT_API)
  external_pbx_type?: 'vicidial' | null;

  @ApiPropertyOptional({ description: 'URL of the Agent API.', type: String, nullable: true, format: 'uri' })
  @IsCredentialText({ isOptional: true, maxLength: LONGEST_URL })
  @IsHttpUrl('https://vicidial.example.com/agc/api.php')
  @NeedsFields(...AGENT_API)
  external_pbx_agent_api_url?: string | null;

  @ApiPropertyOptional({ description: 'User of the Agent API.', type: String, nullable: true, maxLength: 256 })
  @IsCredentialText(optionalText)
  @NeedsFields(...AGENT_API)
  external_pbx_agent_api_username?: string | null;

  @ApiPropertyOptional({
    description: 'Password of the Agent API.',
    type: String,
    nullable: true,
    format: 'password',
    maxLength: 256,
  })
  @IsCredentialText(optionalText)
  @NeedsFields(...AGENT_API)
  external_pbx_agent_api_password?: string | null;

  @ApiPropertyOptional({
    description: 'URL of the Non-Agent API; goes with its user and password.',
    type: String,
    nullable: true,
    format: 'uri',
  })
  @IsCredentialText({ isOptional: true, maxLength: LONGEST_URL })
  @IsHttpUrl('https://vicidial.example.com/vicidial/non_agent_api.php')
  @NeedsFields(...NON_AGENT_API)
  external_pbx_non_agent_api_url?: string | null;

  @ApiPropertyOptional({ description: 'User of the Non-Agent API.', type: String, nullable: true, maxLength: 256 })
  @IsCredentialText(optionalText)
  @NeedsFields(...NON_AGENT_API)
  external_pbx_non_agent_api_username?: string | null;

  @ApiPropertyOptional({
    description: 'Password of the Non-Agent API.',
    type: String,
    nullable: true,
    format: 'password',
    maxLength: 256,
  })
  @IsCredentialText(optionalText)
  @NeedsFields(...NON_AGENT_API)
  external_pbx_non_agent_api_password?: string | null;
}
