import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import { phoneNumberNotFound } from '../phone-numbers/phone-number.errors.js';
import type { PathFacts, Sighting } from './path-facts.js';
import { NEVER_SEEN, seen } from './path-facts.js';

/** The facts of a number, and what is needed to ask its carrier anew. */
export interface PathSubject {
  organizationId: OrganizationId;
  provider: string;
  accountId: string;
  address: CanonicalAddress;
  credentialsKeyId: string;
  credentialsCiphertext: Buffer;
  facts: PathFacts;
}

const GET = {
  name: 'path-facts',
  text: `SELECT n.id, n.telephony_configuration_id, n.provider, n.account_id, n.address_normalized, n.is_active,
                n.inbound_workflow_id, w.is_active AS is_workflow_active, now() AS read_at,
                c.application_id, c.inactive_since IS NOT NULL AS is_parked, c.has_signing_secret,
                c.credentials_checked_at, c.credentials_fault, c.credentials_key_id, c.credentials_ciphertext,
                s.observed_settings, s.seen_at, s.gone_at, a.observed_settings AS application_settings,
                a.observed_at AS application_seen_at, a.gone_at AS application_gone_at,
                u.is_reachable, u.reason AS url_reason, u.checked_at AS url_checked_at,
                p.connected_since IS NOT NULL AND p.lease_until > now() AS is_connected,
                p.failing_since IS NOT NULL AS is_connection_failing, p.last_code, p.updated_at AS connection_at
           FROM phone_numbers n
           JOIN phone_number_syncs s ON s.phone_number_id = n.id
           JOIN telephony_configurations c ON c.id = n.telephony_configuration_id
           LEFT JOIN workflows w ON w.organization_id = n.organization_id AND w.id = n.inbound_workflow_id
           LEFT JOIN provider_applications a
                  ON a.provider = c.provider AND a.account_id = c.account_id AND a.external_id = c.application_id
           LEFT JOIN provider_connections p ON p.telephony_configuration_id = c.id
           LEFT JOIN public_urls u ON u.url = $4
          WHERE n.organization_id = $1 AND n.telephony_configuration_id = $2 AND n.id = $3`,
};

interface FactsRow {
  id: number;
  telephony_configuration_id: number;
  provider: string;
  account_id: string;
  address_normalized: CanonicalAddress;
  is_active: boolean;
  inbound_workflow_id: number | null;
  is_workflow_active: boolean | null;
  read_at: Date;
  application_id: string | null;
  is_parked: boolean;
  has_signing_secret: boolean;
  credentials_checked_at: Date | null;
  credentials_fault: string | null;
  credentials_key_id: string;
  credentials_ciphertext: Buffer;
  observed_settings: RemoteSettings | null;
  seen_at: Date | null;
  gone_at: Date | null;
  application_settings: RemoteSettings | null;
  application_seen_at: Date | null;
  application_gone_at: Date | null;
  is_reachable: boolean | null;
  url_reason: string | null;
  url_checked_at: Date | null;
  is_connected: boolean | null;
  is_connection_failing: boolean;
  last_code: string | null;
  connection_at: Date | null;
}

/** Reads everything that is stored about the path to a number, in one statement. */
@Injectable()
export class PathFactsReader {
  constructor(
    private readonly database: Database,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `phone_number_not_found` */
  async get(organizationId: OrganizationId, configId: number, id: number): Promise<PathSubject> {
    const values = [organizationId, configId, id, this.config.publicBaseUrl];
    const [row] = await this.database.query<FactsRow>(GET, values);
    if (!row) throw phoneNumberNotFound();
    return {
      organizationId,
      provider: row.provider,
      accountId: row.account_id,
      address: row.address_normalized,
      credentialsKeyId: row.credentials_key_id,
      credentialsCiphertext: row.credentials_ciphertext,
      facts: toFacts(row),
    };
  }
}

function toFacts(row: FactsRow): PathFacts {
  const { inbound_workflow_id: workflowId, credentials_checked_at: checkedAt, url_checked_at: triedAt } = row;
  return {
    configurationId: row.telephony_configuration_id,
    phoneNumberId: row.id,
    readAt: row.read_at,
    isParked: row.is_parked,
    hasSigningSecret: row.has_signing_secret,
    isNumberActive: row.is_active,
    workflow: workflowId === null ? null : { id: workflowId, isActive: row.is_workflow_active === true },
    applicationId: row.application_id,
    credentials: checkedAt === null ? NEVER_SEEN : seen(row.credentials_fault, checkedAt),
    connection: connectionSighting(row),
    number: recordSighting(row.observed_settings, row.seen_at, row.gone_at),
    application: recordSighting(row.application_settings, row.application_seen_at, row.application_gone_at),
    publicUrl:
      row.is_reachable === null || triedAt === null
        ? NEVER_SEEN
        : seen({ isReachable: row.is_reachable, reason: row.url_reason }, triedAt),
  };
}

/** A connection that has not failed is about to be opened; how a former one ended says nothing then. */
function connectionSighting(row: FactsRow): PathFacts['connection'] {
  const { connection_at: at, last_code: code } = row;
  if (at === null) return NEVER_SEEN;
  if (row.is_connected === true) return seen({ isUp: true, code: null }, at);
  return code !== null && (row.is_connection_failing || row.is_parked) ? seen({ isUp: false, code }, at) : NEVER_SEEN;
}

function recordSighting(
  settings: RemoteSettings | null,
  seenAt: Date | null,
  goneAt: Date | null,
): Sighting<RemoteSettings | null> {
  if (goneAt !== null) return seen(null, goneAt);
  return settings === null || seenAt === null ? NEVER_SEEN : seen(settings, seenAt);
}
