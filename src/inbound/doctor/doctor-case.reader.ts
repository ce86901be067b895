import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.js';
import type { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from '../../telephony/configs/credential-vault.js';
import { telephonyConfigNotFound } from '../../telephony/configs/telephony-config.errors.js';
import { InboundUrlHistory } from '../../telephony/sync/inbound-url-history.js';
import { inboundUrlsBelow } from '../../telephony/sync/inbound-urls.js';
import type { DoctorCase } from './doctor-case.js';
import type { SuspectKey } from './suspect-key.js';

/** A request that somebody wants to know about. */
export interface DoctorQuestion {
  request: InboundRequest;
  /** The URL that the verifier checks it against. */
  expectedUrl: string;
  /** Where it was sent, if somebody has seen that. */
  seenUrl: string | null;
  /** Milliseconds since 1970. */
  receivedAt: number;
}

interface ConfigurationRow {
  id: number;
  name: string;
  provider: string;
  account_id: string;
  credentials_key_id: string;
  credentials_ciphertext: Buffer;
  secondary_key_id: string | null;
  secondary_ciphertext: Buffer | null;
}

/** The configuration in question leads. */
const CONFIGURATIONS = {
  name: 'doctor-configurations',
  text: `SELECT id, name, provider, account_id, credentials_key_id, credentials_ciphertext, secondary_key_id,
                secondary_ciphertext
           FROM telephony_configurations
          WHERE organization_id = $1
            AND provider = (SELECT provider FROM telephony_configurations WHERE organization_id = $1 AND id = $2)
          ORDER BY id <> $2, id LIMIT 51`,
};

/** Gathers what may have to do with the signature of a request. Only what belongs to the organization is looked at. */
@Injectable()
export class DoctorCaseReader {
  constructor(
    private readonly database: Database,
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
    private readonly history: InboundUrlHistory,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `telephony_config_not_found`, `signature_not_supported` */
  async read(organizationId: OrganizationId, configurationId: number, question: DoctorQuestion): Promise<DoctorCase> {
    const rows = await this.database.query<ConfigurationRow>(CONFIGURATIONS, [organizationId, configurationId]);
    const [own, ...others] = rows;
    if (own === undefined) throw telephonyConfigNotFound();
    const { metadata, webhook } = this.registry.get(own.provider);
    if (webhook === null) throw signatureNotSupported(metadata.displayName);
    const accepted = this.keysOf(organizationId, own, metadata);
    return {
      ...question,
      strategy: webhook,
      accountId: own.account_id,
      displayName: metadata.displayName,
      secretLabel: secretLabelOf(metadata),
      urls: await this.urls(own.provider, question.seenUrl),
      accepted,
      others: others.flatMap((row) => asOthers(this.keysOf(organizationId, row, metadata), accepted)),
    };
  }

  private async urls(provider: string, seenUrl: string | null): Promise<DoctorCase['urls']> {
    const { publicBaseUrl, http } = this.config;
    const { answerUrl, fallbackUrl, statusUrl } = inboundUrlsBelow('', provider);
    return {
      publicBaseUrl,
      seenUrl,
      port: http.port,
      formerBaseUrls: await this.history.bases(),
      knownPaths: [answerUrl, fallbackUrl, statusUrl],
    };
  }

  /** Empty when there is no secret, or when none can be opened: then the start has said so. */
  private keysOf(organizationId: number, row: ConfigurationRow, { signingSecret }: ProviderMetadata): SuspectKey[] {
    const { id, name } = row;
    const owner = { organizationId, id };
    try {
      const credentials = this.vault.open({
        ...owner,
        credentialsKeyId: row.credentials_key_id,
        credentialsCiphertext: row.credentials_ciphertext,
      });
      const secondary = this.vault.openSecondary({
        ...owner,
        secondaryKeyId: row.secondary_key_id,
        secondaryCiphertext: row.secondary_ciphertext,
      });
      const secrets = { primary: signingSecret && credentials[signingSecret.field], secondary } as const;
      return (['primary', 'secondary'] as const).flatMap((kind): SuspectKey[] => {
        const secret = secrets[kind];
        if (typeof secret !== 'string' || secret === '') return [];
        return [{ key: { secret, credentials }, secret: kind, configurationId: id, configurationName: name }];
      });
    } catch {
      return [];
    }
  }
}

/** With the ids of their own configuration, and with those of the one in question: secrets alone may be mixed up. */
function asOthers(suspects: readonly SuspectKey[], accepted: readonly SuspectKey[]): SuspectKey[] {
  const credentials = accepted[0]?.key.credentials;
  return suspects.flatMap((suspect) => {
    const other = { ...suspect, secret: 'other_configuration' as const };
    return credentials === undefined
      ? [other]
      : [other, { ...other, key: { secret: suspect.key.secret, credentials } }];
  });
}

function secretLabelOf({ fields, signingSecret }: ProviderMetadata): string {
  return fields.find(({ name }) => name === signingSecret?.field)?.label ?? 'signing secret';
}

function signatureNotSupported(displayName: string): DomainError {
  return new DomainError(
    'signature_not_supported',
    `${displayName} announces calls over a connection that this service holds, so there are no signatures to look into. GET …/phone-numbers/{phone_number_id}/path says how the connection is doing.`,
  );
}
