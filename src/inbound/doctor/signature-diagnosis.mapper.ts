import type { DescribedRequest } from './described-request.js';
import type { Diagnosis } from './diagnosis.js';
import type { CreateSignatureDiagnosisDto } from './dto/create-signature-diagnosis.dto.js';
import type { DiagnosisDto, SignatureDiagnosisDto } from './dto/signature-diagnosis.dto.js';
import type { SignatureDiagnosisRow } from './signature-diagnosis.reader.js';
import { validationFailed } from '../../common/http/validation.js';

/** @throws DomainError `validation_failed` unless there is one URL, at most one body and a time that exists */
export function toDescribedRequest(body: CreateSignatureDiagnosisDto): DescribedRequest {
  const { url, path, body: text, body_base64: base64, received_at: time } = body;
  if (text !== undefined && base64 !== undefined) {
    throw invalid('/body_base64', 'give the body as text or in base64, not both');
  }
  if ((url === undefined) === (path === undefined)) throw invalid('/url', 'give either url or path');
  const receivedAt = time === undefined ? Date.now() : Date.parse(time);
  if (Number.isNaN(receivedAt)) throw invalid('/received_at', 'received_at must be a time that exists');
  return {
    method: body.method,
    url: url ?? path ?? '/',
    headers: Object.fromEntries(Object.entries(body.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: base64 === undefined ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64'),
    receivedAt,
  };
}

export function toDiagnosisDto({ verdict, fault, setting, message, passedWith }: Diagnosis): DiagnosisDto {
  return {
    verdict,
    fault,
    setting,
    message,
    passed_with: passedWith && {
      url: passedWith.url,
      secret: passedWith.secret,
      telephony_configuration_id: passedWith.configurationId,
    },
  };
}

export function toSignatureDiagnosisDto(row: SignatureDiagnosisRow): SignatureDiagnosisDto {
  return {
    id: row.id,
    telephony_configuration_id: row.telephony_configuration_id,
    provider: row.provider,
    ...toDiagnosisDto(row.diagnosis),
    failures: row.failures,
    failing_since: row.failing_since.toISOString(),
    last_failure_at: row.last_failure_at.toISOString(),
    diagnosed_at: row.diagnosed_at.toISOString(),
  };
}

function invalid(pointer: string, detail: string): Error {
  return validationFailed([{ pointer, code: 'not_valid', detail }]);
}
