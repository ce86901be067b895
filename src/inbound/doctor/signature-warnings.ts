import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { InboundWarning } from '../../telephony/configs/inbound-warnings.port.js';
import { InboundWarnings } from '../../telephony/configs/inbound-warnings.port.js';
import { SignatureDiagnosisReader } from './signature-diagnosis.reader.js';

/** Warns of configurations whose webhooks are refused. */
@Injectable()
export class SignatureWarnings extends InboundWarnings {
  constructor(private readonly diagnoses: SignatureDiagnosisReader) {
    super();
  }

  async of(organizationId: OrganizationId): Promise<InboundWarning[]> {
    const rows = await this.diagnoses.recent(organizationId);
    return rows.map(
      ({ telephony_configuration_id: configurationId, configuration_name: name, failures, diagnosis }) => {
        const webhooks = failures === 1 ? 'A webhook' : `${failures} webhooks`;
        const setting = diagnosis.setting === null ? '' : ` Setting to change: ${diagnosis.setting}.`;
        return {
          code: 'signature_failures',
          configurationId,
          detail: `${webhooks} of "${name}" could not be verified and ${failures === 1 ? 'was' : 'were'} refused. ${diagnosis.message}${setting}`,
        };
      },
    );
  }
}
