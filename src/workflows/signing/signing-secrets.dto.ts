import { ApiProperty } from '@nestjs/swagger';

/** The signing secrets of a workflow, in clear: its endpoint or agent has to know them. */
export class SigningSecretsDto {
  @ApiProperty({
    type: [String],
    description:
      'The newest first; two while one replaces the other. Requests to a webhook target carry a signature for each (Standard Webhooks); the token of a media stream is signed with the last one.',
    example: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='],
  })
  secrets: string[];
}
