import { CredentialVault } from '../../src/telephony/configs/credential-vault.js';
import { runSql } from '../support/database-snapshot.js';
import type { TestApp } from '../support/test-app.js';

let sequence = 0;

/** Any trunk of Cloudonix, with a name that no other one has. */
export function aTrunk(): { name: string; settings: Record<string, string> } {
  sequence += 1;
  return { name: `Trunk ${sequence}`, settings: { region: 'Global', sip_domain: 'sip.example.com' } };
}

/**
 * A configuration that can have trunks, and one trunk. It is parked, so that no carrier is needed; the API would want
 * one to create it.
 */
export async function createParkedTrunk(
  app: TestApp,
  organizationId: number,
  name: string,
): Promise<{ trunkConfigId: number; trunkId: number }> {
  const account = `trunks-${organizationId}.cloudonix.net`;
  const [config] = await runSql<{ id: number }>(
    app.database.url,
    `INSERT INTO telephony_configurations (organization_id, name, name_key, provider, account_id, credentials_key_id,
            credentials_ciphertext, inactive_since, inactive_reason)
     VALUES ($1, $2::text, lower($2::text), 'cloudonix', $3, '', '', now(), 'Parked for a test.') RETURNING id::int`,
    [organizationId, name, account],
  );
  const trunkConfigId = config?.id ?? 0;
  const credentials = { bearer_token: 'a-secret-key', domain_id: account };
  const sealed = app.app
    .get(CredentialVault, { strict: false })
    .seal({ organizationId, id: trunkConfigId }, credentials);
  await runSql(
    app.database.url,
    'UPDATE telephony_configurations SET credentials_key_id = $2, credentials_ciphertext = $3 WHERE id = $1',
    [trunkConfigId, sealed.credentialsKeyId, sealed.credentialsCiphertext],
  );
  return { trunkConfigId, trunkId: await insertTrunk(app, organizationId, trunkConfigId, `${name} trunk`) };
}

/** A trunk that the carrier does not have, of a configuration of whichever provider. */
export async function insertTrunk(
  app: TestApp,
  organizationId: number,
  configId: number,
  name: string = aTrunk().name,
): Promise<number> {
  const [trunk] = await runSql<{ id: number }>(
    app.database.url,
    `INSERT INTO telephony_trunks (organization_id, telephony_configuration_id, name, name_key, settings, sync_state)
     VALUES ($1, $2, $3::text, lower($3::text), '{"region": "Global", "sip_domain": "sip.example.com"}', 'in_sync') RETURNING id::int`,
    [organizationId, configId, name],
  );
  return trunk?.id ?? 0;
}
