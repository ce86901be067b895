import { formField } from '../../contract/form-field.js';
import type { ProviderEndpoint, ProviderMetadata } from '../../contract/provider-metadata.js';

export const PLIVO_API: ProviderEndpoint = {
  variable: 'PLIVO_API_BASE_URL',
  defaultUrl: 'https://api.plivo.com',
};

export const PLIVO: ProviderMetadata = {
  provider: 'plivo',
  displayName: 'Plivo',
  connectivity: 'api',
  docsUrl: 'https://www.plivo.com/docs/numbers/api/account-phone-number',
  fields: [
    formField({ name: 'auth_id', label: 'Auth ID', type: 'text', sensitive: true }),
    formField({ name: 'auth_token', label: 'Auth Token', type: 'password', sensitive: true }),
    formField({
      name: 'application_id',
      label: 'Application ID',
      type: 'text',
      required: false,
      description:
        'Plivo Application ID whose answer_url is updated when inbound workflows are attached to numbers on this account. Leave blank and we will auto-create one for you on save.',
    }),
  ],
  accountIdField: 'auth_id',
  applicationIdField: 'application_id',
  signingSecret: { field: 'auth_token', warning: 'plivo_missing_auth_token' },
  hasSecondarySecret: true,
  endpoints: [PLIVO_API],
  capabilities: {
    addressTypes: ['pstn'],
    acceptsPossibleNumbers: false,
    ownership: true,
    perNumberBinding: true,
    inventoryPageSize: 20,
    trunks: false,
    provisioning: false,
    signatureScheme: 'plivo-v3-hmac-sha256',
    webhookDeadlineMs: 10_000,
  },
};
