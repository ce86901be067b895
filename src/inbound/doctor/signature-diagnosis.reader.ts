import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { Page } from '../../common/pagination/page.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { Database } from '../../database/database.js';
import type { Diagnosis } from './diagnosis.js';
import type { ListSignatureDiagnosesQueryDto } from './dto/list-signature-diagnoses.query.dto.js';

/** A stored diagnosis as it is read. */
export interface SignatureDiagnosisRow {
  id: number;
  telephony_configuration_id: number;
  configuration_name: string;
  provider: string;
  diagnosis: Diagnosis;
  diagnosed_at: Date;
  failures: number;
  failing_since: Date;
  last_failure_at: Date;
}

const DIAGNOSES = `
  SELECT d.id, d.telephony_configuration_id, c.name AS configuration_name, c.provider, d.diagnosis, d.diagnosed_at,
         d.failures, d.failing_since, d.last_failure_at
    FROM signature_diagnoses d
    JOIN telephony_configurations c ON c.id = d.telephony_configuration_id
   WHERE d.organization_id = $1`;

const RECENT = {
  name: 'signature-diagnosis-recent',
  text: `${DIAGNOSES} AND d.last_failure_at > now() - interval '24 hours' ORDER BY d.id LIMIT 1000`,
};

function listStatement(descending: boolean): { name: string; text: string } {
  const [sign, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  return {
    name: `signature-diagnosis-list-${order.toLowerCase()}`,
    text: `${DIAGNOSES} AND ($2::bigint IS NULL OR d.id ${sign} $2)
              AND ($3::bigint IS NULL OR d.telephony_configuration_id = $3)
            ORDER BY d.id ${order} LIMIT $4`,
  };
}

/** Reads what was found out about refused webhooks. */
@Injectable()
export class SignatureDiagnosisReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  async list(
    organizationId: OrganizationId,
    query: ListSignatureDiagnosesQueryDto,
  ): Promise<Page<SignatureDiagnosisRow>> {
    const scope = `signature-diagnoses:${organizationId}`;
    const start = this.cursors.start(query, scope);
    const values = [organizationId, start.afterId, query.telephony_configuration_id ?? null, start.limit + 1];
    const rows = await this.database.query<SignatureDiagnosisRow>(listStatement(start.descending), values);
    return this.cursors.page(rows, query, scope);
  }

  /** Of configurations whose last refused webhook is less than a day ago. */
  recent(organizationId: OrganizationId): Promise<SignatureDiagnosisRow[]> {
    return this.database.query<SignatureDiagnosisRow>(RECENT, [organizationId]);
  }
}
