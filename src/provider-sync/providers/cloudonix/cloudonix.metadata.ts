import { formField } from '../../contract/form-field.js';
import type { ProviderEndpoint, ProviderMetadata } from '../../contract/provider-metadata.js';

export const CLOUDONIX_API: ProviderEndpoint = {
  variable: 'CLOUDONIX_API_BASE_URL',
  defaultUrl: 'https://api.cloudonix.io',
};

export const CLOUDONIX: ProviderMetadata = {
  provider: 'cloudonix',
  displayName: 'Cloudonix',
  connectivity: 'api',
  docsUrl: 'https://developers.cloudonix.com/Documentation/dataModels',
  fields: [
    formField({
      name: 'bearer_token',
      label: 'Bearer Token',
      type: 'password',
      sensitive: true,
      description: 'Cloudonix API Bearer Token',
    }),
    formField({
      name: 'domain_id',
      label: 'Domain Name',
      type: 'text',
      description:
        'Your Cloudonix domain (for example, acme.cloudonix.net). we fetch and stores its UUID automatically.',
    }),
    formField({
      name: 'application_name',
      label: 'Application Name',
      type: 'text',
      required: false,
      description:
        'Cloudonix Voice Application name whose url is updated when inbound workflows are attached to numbers on this domain. Leave blank and we will auto-create one for you on save.',
    }),
  ],
  accountIdField: 'domain_id',
  applicationIdField: 'application_name',
  signingSecret: { field: 'bearer_token', warning: 'cloudonix_missing_bearer_token' },
  hasSecondarySecret: true,
  endpoints: [CLOUDONIX_API],
  capabilities: {
    addressTypes: ['pstn', 'sip_uri', 'sip_extension'],
    acceptsPossibleNumbers: false,
    ownership: false,
    perNumberBinding: true,
    // The list has no pages; it is one call whatever its length.
    inventoryPageSize: 1_000,
    trunks: true,
    provisioning: true,
    signatureScheme: 'cloudonix-api-key',
    webhookDeadlineMs: 10_000,
  },
};
