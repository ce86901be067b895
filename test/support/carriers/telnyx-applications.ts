import type { CarrierAnswer } from './carrier-answer.js';
import { isHttpUrl } from './http-url.js';
import type { JsonObject } from './json-object.js';
import type { RecordedRequest } from './recorded-request.js';
import type { TelnyxAccount } from './telnyx-account.js';
import { type TelnyxApplication, telnyxApplication, telnyxApplicationResource } from './telnyx-application.js';
import { readTelnyxBody } from './telnyx-body.js';
import { telnyxRefusal, telnyxWrongMethod } from './telnyx-errors.js';
import { containsAtLeastThree, refuseUnknownTelnyxParameters, telnyxPage } from './telnyx-page.js';

const NAME_FILTER = 'filter[application_name][contains]';

const MEMBERS = {
  active: 'flag',
  anchorsite_override: 'text',
  application_name: 'text',
  call_cost_in_webhooks: 'flag',
  dtmf_type: ['RFC 2833', 'Inband', 'SIP INFO'],
  first_command_timeout: 'flag',
  first_command_timeout_secs: 'count?',
  inbound: 'object',
  outbound: 'object',
  redact_dtmf_debug_logging: 'flag',
  tags: 'list',
  webhook_api_version: ['1', '2'],
  webhook_event_failover_url: 'text?',
  webhook_event_url: 'text',
  webhook_timeout_secs: 'count?',
} as const;

/** `/v2/call_control_applications` and `/v2/call_control_applications/{id}`. */
export function handleTelnyxApplications(
  account: TelnyxAccount,
  id: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  if (id === undefined) return handleCollection(account, request);
  refuseUnknownTelnyxParameters(request.query, []);
  const application = account.applications.get(id);
  if (!application) throw telnyxRefusal(10005);
  switch (request.method) {
    case 'GET':
      return shown(200, application);
    case 'PATCH':
      return shown(200, save(account, { ...application, ...readMembers(request) }));
    case 'DELETE':
      remove(account, id);
      return shown(200, application);
    default:
      throw telnyxWrongMethod();
  }
}

function handleCollection(account: TelnyxAccount, request: RecordedRequest): CarrierAnswer {
  if (request.method === 'GET') return { status: 200, body: list(account, request.query) };
  if (request.method !== 'POST') throw telnyxWrongMethod();
  return shown(201, save(account, telnyxApplication(account.nextId(), readMembers(request))));
}

/** "Matching is not case-sensitive. Requires at least three characters." */
function list(account: TelnyxAccount, query: URLSearchParams): Record<string, unknown> {
  refuseUnknownTelnyxParameters(query, [NAME_FILTER, 'sort']);
  const lowered = new URLSearchParams([...query].map(([name, value]): [string, string] => [name, value.toLowerCase()]));
  const found = [...account.applications.values()]
    .reverse()
    .filter(({ application_name: name }) => containsAtLeastThree(lowered, NAME_FILTER, name.toLowerCase()));
  return telnyxPage(found, query, telnyxApplicationResource);
}

/** Names are unique among the connections of an account. */
function save(account: TelnyxAccount, application: TelnyxApplication): TelnyxApplication {
  const others = [...account.applications.values()].filter(({ id }) => id !== application.id);
  if (others.some((other) => other.application_name === application.application_name)) {
    throw telnyxRefusal(10015, 'application_name');
  }
  account.applications.set(application.id, application);
  return application;
}

function remove(account: TelnyxAccount, id: string): void {
  if ([...account.numbers.values()].some((number) => number.connection_id === id)) throw telnyxRefusal(10021);
  account.applications.delete(id);
}

/** Name and URL are required, in an update too; what is not sent stays. */
function readMembers(request: RecordedRequest): Parameters<typeof telnyxApplication>[1] {
  const body: JsonObject = readTelnyxBody(request, MEMBERS);
  const { application_name: name, webhook_event_url: url, webhook_event_failover_url: failover } = body;
  if (typeof name !== 'string' || name === '') throw telnyxRefusal(10015, 'application_name');
  if (typeof url !== 'string' || !isHttpUrl(url)) throw telnyxRefusal(10015, 'webhook_event_url');
  if (typeof failover === 'string' && !isHttpUrl(failover)) throw telnyxRefusal(10015, 'webhook_event_failover_url');
  return { ...body, application_name: name, webhook_event_url: url };
}

function shown(status: number, application: TelnyxApplication): CarrierAnswer {
  return { status, body: { data: telnyxApplicationResource(application) } };
}
