import { formField } from '../../contract/form-field.js';
import type { ProviderEndpoint, ProviderMetadata } from '../../contract/provider-metadata.js';

export const TWILIO_API: ProviderEndpoint = {
  variable: 'TWILIO_API_BASE_URL',
  defaultUrl: 'https://api.twilio.com',
};

export const TWILIO: ProviderMetadata = {
  provider: 'twilio',
  displayName: 'Twilio',
  connectivity: 'api',
  docsUrl: 'https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource',
  fields: [
    formField({
      name: 'account_sid',
      label: 'Account SID',
      type: 'text',
      sensitive: true,
      description: 'Twilio Account SID (starts with AC)',
    }),
    formField({
      name: 'auth_token',
      label: 'Auth Token',
      type: 'password',
      sensitive: true,
      description: 'Twilio Auth Token',
    }),
    formField({
      name: 'amd_enabled',
      label: 'Answering Machine Detection',
      type: 'boolean',
      required: false,
      description:
        'Detect whether outbound calls are answered by a person or machine. Twilio may bill AMD as an additional per-call feature.',
    }),
    formField({
      name: 'region',
      label: 'Region',
      type: 'text',
      required: false,
      description:
        'Twilio Region that keeps the numbers, such as ie1 or au1. Needs an edge, and the Auth Token of that Region. Leave blank for us1.',
      placeholder: 'us1',
    }),
    formField({
      name: 'edge',
      label: 'Edge',
      type: 'text',
      required: false,
      description:
        'Twilio Edge Location that takes the API requests, such as dublin or sydney. Leave blank for ashburn.',
      placeholder: 'ashburn',
    }),
  ],
  accountIdField: 'account_sid',
  applicationIdField: null,
  signingSecret: { field: 'auth_token', warning: 'twilio_missing_auth_token' },
  hasSecondarySecret: true,
  endpoints: [TWILIO_API],
  capabilities: {
    addressTypes: ['pstn'],
    acceptsPossibleNumbers: false,
    ownership: true,
    perNumberBinding: true,
    inventoryPageSize: 1_000,
    trunks: false,
    provisioning: false,
    signatureScheme: 'twilio-hmac-sha1',
    webhookDeadlineMs: 15_000,
  },
};
