import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import type { SignatureFault } from '../../../provider-sync/contract/inbound/verification.js';
import type { DiagnosisVerdict, PassedWith, SuspectedSetting } from '../diagnosis.js';
import { DIAGNOSIS_VERDICTS, PASSING_SECRETS, SUSPECTED_SETTINGS } from '../diagnosis.js';

export const SIGNATURE_FAULTS = [
  'signature_missing',
  'signature_malformed',
  'signature_wrong',
  'signature_expired',
  'signature_foreign',
] as const satisfies readonly SignatureFault[];

export class PassedWithDto {
  @ApiProperty({
    description: 'What is different from the request as it arrived, in words.',
    example: 'http instead of https',
  })
  url: string;

  @ApiProperty({ enum: PASSING_SECRETS, description: 'Which secret has signed it.', example: 'primary' })
  secret: PassedWith['secret'];

  @ApiProperty({ type: 'integer', description: 'Whose secret it is.', example: 7 })
  telephony_configuration_id: number;
}

/** What is wrong with the signature of a request. */
export class DiagnosisDto {
  @ApiProperty({
    enum: DIAGNOSIS_VERDICTS,
    description:
      '`valid`: it passes as it is · `fixable`: a secret that is known here has signed it, and `setting` keeps it from passing · `not_ours`: nothing that was tried makes it pass',
    example: 'fixable',
  })
  verdict: DiagnosisVerdict;

  @ApiProperty({
    type: String,
    enum: SIGNATURE_FAULTS,
    nullable: true,
    description: 'Why its signature does not count; null when it does.',
    example: 'signature_wrong',
  })
  fault: SignatureFault | null;

  @ApiProperty({
    type: String,
    enum: SUSPECTED_SETTINGS,
    nullable: true,
    description:
      'What to change. `PUBLIC_BASE_URL`: the variable of this service · `carrier_url`: the URL that the carrier was told · `proxy`: what changes the request line on the way · `body_changed`: what changes the body on the way · `token`: the secret in the configuration · `account`: the ids in it · `clock`: the time of this machine',
    example: 'PUBLIC_BASE_URL',
  })
  setting: SuspectedSetting | null;

  @ApiProperty({
    description: 'What is wrong and what to do.',
    example:
      'Twilio calls this service at http://calls.example.com, but PUBLIC_BASE_URL is https://calls.example.com (http instead of https). Set PUBLIC_BASE_URL to http://calls.example.com and restart.',
  })
  message: string;

  @ApiProperty({ type: () => PassedWithDto, nullable: true, description: 'With what it would have passed.' })
  passed_with: PassedWithDto | null;
}

/** What was found out by itself about refused webhooks of a configuration. */
export class SignatureDiagnosisDto extends DiagnosisDto {
  @ApiProperty({ type: 'integer', example: 3 })
  id: number;

  @ApiProperty({ type: 'integer', example: 7 })
  telephony_configuration_id: number;

  @ApiProperty({ example: 'twilio' })
  provider: string;

  @ApiProperty({ type: 'integer', description: 'Refused webhooks since `failing_since`.', example: 12 })
  failures: number;

  @ApiProperty({ format: 'date-time', description: 'The first of them; a day without any begins anew.' })
  failing_since: string;

  @ApiProperty({ format: 'date-time', description: 'The last of them.' })
  last_failure_at: string;

  @ApiProperty({ format: 'date-time', description: 'When one of them was looked into.' })
  diagnosed_at: string;
}

export class SignatureDiagnosisListDto extends PageInfo {
  @ApiProperty({ type: () => [SignatureDiagnosisDto] })
  signature_diagnoses: SignatureDiagnosisDto[];
}
