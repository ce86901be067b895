import { formField } from '../../contract/form-field.js';
import type { ProviderEndpoint, ProviderMetadata } from '../../contract/provider-metadata.js';

/** `/api` belongs to the base, because a gateway in front of Vobiz may serve the same paths elsewhere. */
export const VOBIZ_API: ProviderEndpoint = {
  variable: 'VOBIZ_API_BASE_URL',
  defaultUrl: 'https://api.vobiz.ai/api',
};

export const VOBIZ: ProviderMetadata = {
  provider: 'vobiz',
  displayName: 'Vobiz',
  connectivity: 'api',
  docsUrl: 'https://docs.vobiz.ai/applications/attach-number',
  fields: [
    formField({
      name: 'auth_id',
      label: 'Account ID',
      type: 'text',
      sensitive: true,
      description: 'Vobiz Account ID (e.g., MA_SYQRLN1K)',
    }),
    formField({ name: 'auth_token', label: 'Auth Token', type: 'password', sensitive: true }),
    formField({
      name: 'application_id',
      label: 'Application ID',
      type: 'text',
      required: false,
      description:
        'Vobiz Application ID whose answer_url is updated when inbound workflows are attached to numbers on this account. Leave blank and we will auto-create one for you on save.',
    }),
  ],
  accountIdField: 'auth_id',
  applicationIdField: 'application_id',
  signingSecret: { field: 'auth_token', warning: 'vobiz_missing_auth_token' },
  hasSecondarySecret: false,
  endpoints: [VOBIZ_API],
  capabilities: {
    addressTypes: ['pstn'],
    // India opens number series (140, 160, 92) before the numbering plans list them; Vobiz is asked whose a number is.
    acceptsPossibleNumbers: true,
    ownership: true,
    perNumberBinding: true,
    inventoryPageSize: 100,
    trunks: false,
    provisioning: false,
    signatureScheme: 'vobiz-hmac-sha256',
    webhookDeadlineMs: 10_000,
  },
};
