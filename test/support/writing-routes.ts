import { aConfig, createConfig } from '../factories/telephony-config.factory.js';
import { createApiKey } from '../factories/api-key.factory.js';
import { insertCall } from '../factories/call.factory.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { createAssertion } from '../factories/route-assertion.factory.js';
import { createTenant } from '../factories/organization.factory.js';
import { aTrunk, createParkedTrunk } from '../factories/trunk.factory.js';
import { aWorkflow, createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from './api-client.js';
import { runSql } from './database-snapshot.js';
import {
  API_KEYS,
  CALLER_ID_RESOLUTIONS,
  CONFIGS,
  numbersOf,
  ORGANIZATIONS,
  ROUTE_ASSERTIONS,
  ROUTE_EXPLANATIONS,
  SIGNATURE_DIAGNOSES,
  trunksOf,
  UNVERIFIED_CONFIGS,
  WORKFLOWS,
} from './paths.js';
import type { TestApp } from './test-app.js';

/** A tenant with one of everything. */
export interface Furnished {
  organizationId: number;
  api: ApiClient;
  /** Has the scope `instance`, which a tenant's own keys lack. */
  root: ApiClient;
  apiKeyId: number;
  workflowId: number;
  configId: number;
  numberId: number;
  /** Canonical address of the number. */
  address: string;
  jobId: number;
  orphanId: number;
  /** Of a route assertion that does not hold. */
  assertionId: number;
  /** Of a call record. */
  callId: number;
  /** Of a provider that has trunks; parked. */
  trunkConfigId: number;
  trunkId: number;
}

/** What may be written into a field, to derive what may not. */
interface FieldRule {
  type: 'text' | 'boolean' | 'id' | 'object' | 'texts' | 'ids';
  /** Whether null is a value of its own for this route: "none", "unchanged" or "cleared". */
  nullable?: boolean;
}

/** A route that takes a body. */
export interface WritingRoute {
  name: string;
  method: 'POST' | 'PUT' | 'PATCH';
  path: (tenant: Furnished) => string;
  /** A body that the route takes. */
  body: (tenant: Furnished) => Record<string, unknown>;
  /** A field of text in it. */
  textField: string;
  /** Whether it starts a job instead of creating something. */
  isJob?: true;
  /** Whether it answers a question, with 200, and creates nothing. */
  isQuestion?: true;
  fields: Readonly<Record<string, FieldRule>>;
}

/** Makes a tenant with one of everything; nothing of it needs a carrier. */
export async function furnish(app: TestApp, name: string): Promise<Furnished> {
  const { id: organizationId, api } = await createTenant(app, name);
  const key = await createApiKey(api, ['read'], { name: `${name} key` });
  const workflow = await createWorkflow(api, { name: `${name} agent` });
  const config = await createConfig(api, { name: `${name} account` });
  const address = anAddress();
  const number = await createNumber(api, config.id, { address, label: `${name} line` });
  await insertDiagnosis(app, organizationId, config.id, name);
  const expected = await createWorkflow(api, { name: `${name} expected agent` });
  const assertion = await createAssertion(api, { phone_number_id: number.id, workflow_id: expected.id });
  return {
    organizationId,
    api,
    root: app.root,
    apiKeyId: key.id,
    workflowId: workflow.id,
    configId: config.id,
    numberId: number.id,
    address,
    jobId: await endOfAccepted(app, organizationId),
    orphanId: await orphan(app, organizationId),
    assertionId: assertion.id,
    callId: await insertCall(app, organizationId),
    ...(await createParkedTrunk(app, organizationId, `${name} trunks`)),
  };
}

/** A number that was left behind in an account that nobody has. */
async function orphan({ database }: TestApp, organizationId: number): Promise<number> {
  const [row] = await runSql<{ id: number }>(
    database.url,
    `INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason)
     VALUES ($1, 'twilio', 'AC-left', 'phone_number', '+14155550100', 'provider_refused') RETURNING id::int`,
    [organizationId],
  );
  return row?.id ?? 0;
}

/** That webhooks of a configuration were refused. */
export async function insertDiagnosis(
  { database }: TestApp,
  organizationId: number,
  configId: number,
  name: string,
): Promise<number> {
  const diagnosis = { verdict: 'not_ours', fault: 'signature_wrong', setting: null, message: name, passedWith: null };
  const [row] = await runSql<{ id: number }>(
    database.url,
    `INSERT INTO signature_diagnoses (organization_id, telephony_configuration_id, diagnosis, diagnosed_at, failures,
            failing_since, last_failure_at) VALUES ($1, $2, $3, now(), 1, now(), now()) RETURNING id::int`,
    [organizationId, configId, diagnosis],
  );
  return row?.id ?? 0;
}

/** A job that is over, with one item. */
async function endOfAccepted({ database }: TestApp, organizationId: number): Promise<number> {
  const [job] = await runSql<{ id: number }>(
    database.url,
    `WITH job AS (INSERT INTO jobs (organization_id, kind, state, finished_at)
                  VALUES ($1, 'sync-all', 'succeeded', now()) RETURNING id)
     INSERT INTO job_items (job_id, position, address, state) SELECT id, 1, '+14155550100', 'succeeded' FROM job
     RETURNING job_id::int AS id`,
    [organizationId],
  );
  return job?.id ?? 0;
}

const WORKFLOW_FIELDS = {
  name: { type: 'text' },
  target: { type: 'object' },
  fallback_target: { type: 'object', nullable: true },
  is_active: { type: 'boolean' },
} as const;

const NUMBER_FIELDS = {
  label: { type: 'text', nullable: true },
  country_code: { type: 'text', nullable: true },
  inbound_workflow_id: { type: 'id', nullable: true },
  telephony_trunk_id: { type: 'id', nullable: true },
  is_active: { type: 'boolean', nullable: true },
  extra_metadata: { type: 'object', nullable: true },
} as const;

const TRUNK_FIELDS = {
  name: { type: 'text' },
  settings: { type: 'object' },
  is_active: { type: 'boolean' },
} as const;

/** Null means "unchanged" on PUT. */
function nullable(fields: Readonly<Record<string, FieldRule>>): Record<string, FieldRule> {
  return Object.fromEntries(Object.entries(fields).map(([name, rule]) => [name, { ...rule, nullable: true }]));
}

/** Every route that takes a body. A contract test compares the list with the OpenAPI document. */
export const WRITING_ROUTES: readonly WritingRoute[] = [
  {
    name: 'POST /organizations',
    method: 'POST',
    path: () => ORGANIZATIONS,
    body: () => ({ name: 'Another tenant' }),
    textField: 'name',
    fields: { name: { type: 'text' } },
  },
  {
    name: 'POST /api-keys',
    method: 'POST',
    path: () => API_KEYS,
    body: () => ({ name: 'Another key', scopes: ['read'] }),
    textField: 'name',
    fields: { name: { type: 'text' }, scopes: { type: 'texts' }, expires_at: { type: 'text', nullable: true } },
  },
  {
    name: 'POST /workflows',
    method: 'POST',
    path: () => WORKFLOWS,
    body: () => aWorkflow(),
    textField: 'name',
    fields: WORKFLOW_FIELDS,
  },
  {
    name: 'PUT /workflows/{workflow_id}',
    method: 'PUT',
    path: ({ workflowId }) => `${WORKFLOWS}/${workflowId}`,
    body: () => aWorkflow(),
    textField: 'name',
    fields: nullable(WORKFLOW_FIELDS),
  },
  {
    name: 'PATCH /workflows/{workflow_id}',
    method: 'PATCH',
    path: ({ workflowId }) => `${WORKFLOWS}/${workflowId}`,
    body: () => aWorkflow(),
    textField: 'name',
    fields: { ...WORKFLOW_FIELDS, is_active: { type: 'boolean', nullable: true } },
  },
  {
    name: 'POST /organizations/telephony-configs',
    method: 'POST',
    path: () => UNVERIFIED_CONFIGS,
    body: () => ({ ...aConfig() }),
    textField: 'name',
    fields: { name: { type: 'text' }, config: { type: 'object' }, is_default_outbound: { type: 'boolean' } },
  },
  {
    name: 'PUT /organizations/telephony-configs/{config_id}',
    method: 'PUT',
    path: ({ configId }) => `${CONFIGS}/${configId}?verify_credentials=false`,
    body: () => ({ ...aConfig() }),
    textField: 'name',
    fields: nullable({ name: { type: 'text' }, config: { type: 'object' } }),
  },
  {
    name: 'PATCH /organizations/telephony-configs/{config_id}',
    method: 'PATCH',
    path: ({ configId }) => `${CONFIGS}/${configId}?verify_credentials=false`,
    body: () => ({ ...aConfig() }),
    textField: 'name',
    fields: { name: { type: 'text' }, config: { type: 'object' } },
  },
  {
    name: 'POST /organizations/telephony-configs/{config_id}/phone-numbers',
    method: 'POST',
    path: ({ configId }) => `${numbersOf(configId)}?skip_ownership_check=true`,
    body: () => ({ address: anAddress(), label: 'Another line' }),
    textField: 'label',
    fields: {
      ...NUMBER_FIELDS,
      address: { type: 'text' },
      is_active: { type: 'boolean' },
      is_default_caller_id: { type: 'boolean', nullable: true },
    },
  },
  {
    name: 'PUT /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}',
    method: 'PUT',
    path: ({ configId, numberId }) => `${numbersOf(configId)}/${numberId}`,
    body: () => ({ label: 'Another line' }),
    textField: 'label',
    fields: {
      ...NUMBER_FIELDS,
      clear_inbound_workflow: { type: 'boolean', nullable: true },
      clear_trunk: { type: 'boolean', nullable: true },
    },
  },
  {
    name: 'PATCH /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}',
    method: 'PATCH',
    path: ({ configId, numberId }) => `${numbersOf(configId)}/${numberId}`,
    body: () => ({ label: 'Another line' }),
    textField: 'label',
    fields: NUMBER_FIELDS,
  },
  {
    name: 'POST /organizations/telephony-configs/{config_id}/trunks',
    method: 'POST',
    path: ({ trunkConfigId }) => trunksOf(trunkConfigId),
    body: () => aTrunk(),
    textField: 'name',
    fields: TRUNK_FIELDS,
  },
  {
    name: 'PUT /organizations/telephony-configs/{config_id}/trunks/{trunk_id}',
    method: 'PUT',
    path: ({ trunkConfigId, trunkId }) => `${trunksOf(trunkConfigId)}/${trunkId}`,
    body: () => aTrunk(),
    textField: 'name',
    fields: nullable(TRUNK_FIELDS),
  },
  {
    name: 'PATCH /organizations/telephony-configs/{config_id}/trunks/{trunk_id}',
    method: 'PATCH',
    path: ({ trunkConfigId, trunkId }) => `${trunksOf(trunkConfigId)}/${trunkId}`,
    body: () => aTrunk(),
    textField: 'name',
    fields: { ...TRUNK_FIELDS, is_active: { type: 'boolean', nullable: true } },
  },
  {
    name: 'POST /organizations/telephony-configs/{config_id}/reconcile',
    method: 'POST',
    path: ({ configId }) => `${CONFIGS}/${configId}/reconcile`,
    body: () => ({}),
    textField: 'plan_hash',
    isJob: true,
    fields: { plan_hash: { type: 'text', nullable: true } },
  },
  {
    name: 'POST /organizations/telephony-configs/{config_id}/import',
    method: 'POST',
    path: ({ configId }) => `${CONFIGS}/${configId}/import`,
    body: () => ({}),
    textField: 'label_pattern',
    isJob: true,
    fields: {
      addresses: { type: 'texts', nullable: true },
      inbound_workflow_id: { type: 'id', nullable: true },
      label_pattern: { type: 'text', nullable: true },
      is_active: { type: 'boolean', nullable: true },
    },
  },
  {
    name: 'PUT /organizations/telephony-configs/{config_id}/secondary-secret',
    method: 'PUT',
    path: ({ configId }) => `${CONFIGS}/${configId}/secondary-secret`,
    body: () => ({ value: 'the-other-secret' }),
    textField: 'value',
    fields: { value: { type: 'text' } },
  },
  {
    name: 'POST /route-assertions',
    method: 'POST',
    path: () => `${ROUTE_ASSERTIONS}?override=true`,
    body: ({ configId, workflowId }) => ({
      telephony_configuration_id: configId,
      address: anAddress(),
      workflow_id: workflowId,
      label: 'On every invoice',
    }),
    textField: 'label',
    fields: {
      phone_number_id: { type: 'id' },
      telephony_configuration_id: { type: 'id' },
      address: { type: 'text' },
      country_code: { type: 'text', nullable: true },
      workflow_id: { type: 'id' },
      label: { type: 'text', nullable: true },
    },
  },
  {
    name: 'POST /route-assertions/run',
    method: 'POST',
    path: () => `${ROUTE_ASSERTIONS}/run`,
    body: ({ assertionId }) => ({ ids: [assertionId] }),
    textField: 'ids',
    isQuestion: true,
    fields: { ids: { type: 'ids' } },
  },
  {
    name: 'POST /caller-id-resolutions',
    method: 'POST',
    path: () => CALLER_ID_RESOLUTIONS,
    body: ({ configId }) => ({ to: '+14155550199', telephony_configuration_id: configId }),
    textField: 'to',
    isQuestion: true,
    fields: {
      to: { type: 'text' },
      country_code: { type: 'text', nullable: true },
      telephony_configuration_id: { type: 'id', nullable: true },
    },
  },
  {
    name: 'POST /route-explanations',
    method: 'POST',
    path: () => ROUTE_EXPLANATIONS,
    body: ({ configId, address }) => ({ telephony_configuration_id: configId, to: address }),
    textField: 'to',
    isQuestion: true,
    fields: {
      telephony_configuration_id: { type: 'id' },
      account_id: { type: 'text' },
      provider: { type: 'text' },
      to: { type: 'text' },
      to_country: { type: 'text' },
      from: { type: 'text', nullable: true },
    },
  },
  {
    name: 'POST /signature-diagnoses',
    method: 'POST',
    path: () => SIGNATURE_DIAGNOSES,
    body: ({ configId }) => ({
      telephony_configuration_id: configId,
      method: 'POST',
      path: '/api/v1/telephony/inbound/twilio',
      headers: { 'X-Twilio-Signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
      body: 'AccountSid=AC1',
    }),
    textField: 'path',
    isQuestion: true,
    fields: {
      telephony_configuration_id: { type: 'id' },
      method: { type: 'text' },
      path: { type: 'text' },
      url: { type: 'text' },
      headers: { type: 'object' },
      received_at: { type: 'text' },
    },
  },
];

/** Sends a body to a route, as JSON or, when it is text or bytes, as it is. */
export function sendTo(
  route: WritingRoute,
  tenant: Furnished,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiResponse> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const client = route.name === 'POST /organizations' ? tenant.root : tenant.api;
  return client.send(route.method, route.path(tenant), isRaw ? undefined : body, {
    headers,
    ...(isRaw ? { rawBody: body } : {}),
  });
}
