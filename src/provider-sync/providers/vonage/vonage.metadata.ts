import { formField } from '../../contract/form-field.js';
import type { ProviderEndpoint, ProviderMetadata } from '../../contract/provider-metadata.js';

/** Applications. */
export const VONAGE_API: ProviderEndpoint = {
  variable: 'VONAGE_API_BASE_URL',
  defaultUrl: 'https://api.nexmo.com',
};

/** Numbers. */
export const VONAGE_REST: ProviderEndpoint = {
  variable: 'VONAGE_REST_BASE_URL',
  defaultUrl: 'https://rest.nexmo.com',
};

export const VONAGE: ProviderMetadata = {
  provider: 'vonage',
  displayName: 'Vonage',
  connectivity: 'api',
  docsUrl: 'https://developer.vonage.com/en/api/numbers',
  fields: [
    formField({ name: 'application_id', label: 'Application ID', type: 'text' }),
    formField({
      name: 'private_key',
      label: 'Private Key',
      type: 'textarea',
      sensitive: true,
      description: 'Vonage RSA private key for JWT generation',
      placeholder: '-----BEGIN PRIVATE KEY-----',
    }),
    formField({ name: 'api_key', label: 'API Key', type: 'text', sensitive: true }),
    formField({ name: 'api_secret', label: 'API Secret', type: 'password', sensitive: true }),
    formField({
      name: 'signature_secret',
      label: 'Signature Secret',
      type: 'password',
      sensitive: true,
      description: 'Vonage signature secret for signed webhook verification',
    }),
  ],
  accountIdField: 'api_key',
  applicationIdField: 'application_id',
  signingSecret: { field: 'signature_secret', warning: 'vonage_missing_signature_secret' },
  hasSecondarySecret: false,
  endpoints: [VONAGE_API, VONAGE_REST],
  capabilities: {
    addressTypes: ['pstn'],
    acceptsPossibleNumbers: false,
    ownership: true,
    perNumberBinding: true,
    inventoryPageSize: 100,
    trunks: false,
    provisioning: false,
    signatureScheme: 'vonage-jwt-hs256',
    webhookDeadlineMs: 5_000,
  },
};
