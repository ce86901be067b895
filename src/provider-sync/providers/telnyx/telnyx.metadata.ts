import { formField } from '../../contract/form-field.js';
import type { ProviderEndpoint, ProviderMetadata } from '../../contract/provider-metadata.js';

export const TELNYX_API: ProviderEndpoint = {
  variable: 'TELNYX_API_BASE_URL',
  defaultUrl: 'https://api.telnyx.com',
};

export const TELNYX: ProviderMetadata = {
  provider: 'telnyx',
  displayName: 'Telnyx',
  connectivity: 'api',
  docsUrl: 'https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers',
  fields: [
    formField({ name: 'api_key', label: 'API Key', type: 'password', sensitive: true }),
    formField({
      name: 'connection_id',
      label: 'Call Control App ID',
      type: 'text',
      required: false,
      description:
        'Telnyx Call Control Application ID (connection_id). Leave blank and we will auto-create one for you on save.',
    }),
    formField({
      name: 'webhook_public_key',
      label: 'Webhook Public Key',
      type: 'textarea',
      required: false,
      description:
        'Public key from Mission Control Portal → Keys & Credentials → Public Key. Used to verify Telnyx webhook signatures. Without it, webhooks from Telnyx will be rejected.',
    }),
  ],
  accountIdField: 'connection_id',
  applicationIdField: 'connection_id',
  signingSecret: { field: 'webhook_public_key', warning: 'telnyx_missing_webhook_public_key' },
  // The next key is known before it is activated, so both can be accepted while the one takes over from the other.
  hasSecondarySecret: true,
  endpoints: [TELNYX_API],
  capabilities: {
    addressTypes: ['pstn'],
    acceptsPossibleNumbers: false,
    ownership: true,
    perNumberBinding: true,
    inventoryPageSize: 250,
    trunks: false,
    provisioning: false,
    signatureScheme: 'telnyx-ed25519',
    webhookDeadlineMs: 10_000,
  },
};
