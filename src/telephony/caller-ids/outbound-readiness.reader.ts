import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from '../configs/credential-vault.js';
import { outboundBlockedReason } from '../configs/outbound-readiness.js';

/** How many of a configuration's numbers are looked at: its checklist asks whether there are any. */
const COUNTED_NUMBERS = 100;

/** The facts of a checklist, at the same cost whatever the configuration holds. */
const READ = {
  name: 'caller-id-readiness',
  text: `SELECT c.id, c.provider, c.inactive_since AS "inactiveSince", c.inactive_reason AS "inactiveReason",
                c.credentials_key_id AS "credentialsKeyId", c.credentials_ciphertext AS "credentialsCiphertext",
                n."activeNumbers", n."boundNumbers", n."numbersWithoutTrunk",
                EXISTS (SELECT FROM phone_numbers d
                         WHERE d.telephony_configuration_id = c.id AND d.is_default_caller_id
                           AND d.is_active) AS "hasDefaultCallerId",
                (SELECT count(*)::int FROM telephony_trunks t
                  WHERE t.telephony_configuration_id = c.id AND t.is_active) AS "activeTrunks"
           FROM telephony_configurations c
          CROSS JOIN LATERAL (
                SELECT count(*)::int AS "activeNumbers", count(inbound_workflow_id)::int AS "boundNumbers",
                       count(*) FILTER (WHERE telephony_trunk_id IS NULL)::int AS "numbersWithoutTrunk"
                  FROM (SELECT inbound_workflow_id, telephony_trunk_id FROM phone_numbers
                         WHERE telephony_configuration_id = c.id AND is_active AND address_type = 'pstn'
                         ORDER BY id LIMIT ${COUNTED_NUMBERS}) first) n
          WHERE c.organization_id = $1 AND c.id = ANY ($2::bigint[])`,
};

interface ReadinessRow {
  id: number;
  provider: string;
  inactiveSince: Date | null;
  inactiveReason: string | null;
  credentialsKeyId: string;
  credentialsCiphertext: Buffer;
  /** Counted up to {@link COUNTED_NUMBERS}, as the next two. */
  activeNumbers: number;
  boundNumbers: number;
  numbersWithoutTrunk: number;
  hasDefaultCallerId: boolean;
  activeTrunks: number;
}

/** Says of configurations whether calls can go out with them. */
@Injectable()
export class OutboundReadinessReader {
  constructor(
    private readonly database: Database,
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
  ) {}

  /** By id: why outbound calls are impossible; null when they are possible. One that does not exist is left out. */
  async blockedReasons(organizationId: OrganizationId, ids: readonly number[]): Promise<Map<number, string | null>> {
    const rows = await this.database.query<ReadinessRow>(READ, [organizationId, ids]);
    return new Map(rows.map((row) => [row.id, this.blockedReason(organizationId, row)]));
  }

  /** Whether the configurations of a provider have anything to get ready. */
  hasChecklist(provider: string): boolean {
    return this.registry.get(provider).checklist !== null;
  }

  private blockedReason(organizationId: OrganizationId, row: ReadinessRow): string | null {
    const { checklist } = this.registry.get(row.provider);
    const steps = checklist?.steps({ ...row, credentials: this.vault.open({ ...row, organizationId }) }) ?? [];
    return outboundBlockedReason(row, steps);
  }
}
