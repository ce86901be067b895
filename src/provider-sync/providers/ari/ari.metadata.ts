import { formField } from '../../contract/form-field.js';
import type { ProviderMetadata } from '../../contract/provider-metadata.js';

const EXTERNAL_PBX = 'External PBX';
const WITH_VICIDIAL = { field: 'external_pbx_type', equals: 'vicidial' };

const ariFields = [
  formField({
    name: 'ari_endpoint',
    label: 'ARI Endpoint',
    type: 'text',
    description: 'ARI base URL (e.g., http://asterisk.example.com:8088)',
    placeholder: 'https://asterisk.example.com:8089',
  }),
  formField({
    name: 'app_name',
    label: 'ARI Username',
    type: 'text',
    description: 'ARI username, matching the section name in ari.conf',
  }),
  formField({ name: 'app_password', label: 'ARI Password', type: 'password', sensitive: true }),
  formField({
    name: 'ws_client_name',
    label: 'websocket_client.conf Name',
    type: 'text',
    description: 'websocket_client.conf connection name for externalMedia',
  }),
  formField({
    name: 'stasis_app_name',
    label: 'Stasis App Name',
    type: 'readonly',
    required: false,
    description:
      'Generated for you, and unique to this configuration. Route calls into it from extensions.conf with Stasis(<this name>).',
  }),
];

const externalPbxFields = [
  formField({
    name: 'external_pbx_type',
    label: 'External PBX Type',
    type: 'select',
    required: false,
    options: ['vicidial'],
    section: EXTERNAL_PBX,
  }),
  ...apiFields('external_pbx_agent_api', 'Agent API', true),
  ...apiFields('external_pbx_non_agent_api', 'Non-Agent API', false),
];

/** URL, user and password of one API of the external PBX. */
function apiFields(prefix: string, label: string, required: boolean) {
  const shared = { required, section: EXTERNAL_PBX, visible_when: WITH_VICIDIAL };
  return [
    formField({ ...shared, name: `${prefix}_url`, label: `${label} URL`, type: 'text' }),
    formField({ ...shared, name: `${prefix}_username`, label: `${label} User`, type: 'text', sensitive: true }),
    formField({ ...shared, name: `${prefix}_password`, label: `${label} Password`, type: 'password', sensitive: true }),
  ];
}

export const ARI: ProviderMetadata = {
  provider: 'ari',
  displayName: 'Asterisk',
  connectivity: 'sip',
  docsUrl: 'https://docs.asterisk.org/Configuration/Interfaces/Asterisk-REST-Interface-ARI/',
  fields: [...ariFields, ...externalPbxFields],
  accountIdField: null,
  applicationIdField: null,
  signingSecret: null,
  hasSecondarySecret: false,
  endpoints: [],
  capabilities: {
    addressTypes: ['pstn', 'sip_uri', 'sip_extension'],
    acceptsPossibleNumbers: true,
    ownership: false,
    perNumberBinding: true,
    inventoryPageSize: null,
    trunks: false,
    provisioning: false,
    signatureScheme: 'ari-websocket',
    webhookDeadlineMs: 10_000,
  },
};
