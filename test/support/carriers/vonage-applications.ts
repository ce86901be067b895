import { randomUUID } from 'node:crypto';
import type { CarrierAnswer } from './carrier-answer.js';
import { isJsonObject, type JsonObject, parseJsonObject } from './json-object.js';
import { mediaType } from './media-type.js';
import type { RecordedRequest } from './recorded-request.js';
import type { VonageAccount } from './vonage-account.js';
import { type VonageApplication, vonageApplicationResource } from './vonage-application.js';
import { invalidCapabilities, withVoiceDefaults } from './vonage-capabilities.js';
import { newVonageKeyPair } from './vonage-key-pair.js';
import { vonageInvalid, type VonageInvalidParameter, vonageRefusal } from './vonage-problems.js';

const DEFAULT_PAGE_SIZE = 10;

/** What becomes of `keys` and `privacy` that a PUT does not send: the API reference does not say. */
export type OmittedOnPut = 'kept' | 'removed';

/** `/v2/applications` and `/v2/applications/{id}`. */
export function handleVonageApplications(
  account: VonageAccount,
  id: string | undefined,
  request: RecordedRequest,
  omittedOnPut: OmittedOnPut,
): CarrierAnswer {
  refuseOtherMediaTypes(request);
  if (id === undefined) return handleCollection(account, request);
  const application = account.applications.get(id);
  if (!application) throw vonageRefusal(404, `ID '${id}' does not exist, or you do not have access`);
  switch (request.method) {
    case 'GET':
      return { status: 200, body: vonageApplicationResource(application) };
    case 'PUT':
      return { status: 200, body: vonageApplicationResource(replace(account, application, request, omittedOnPut)) };
    case 'DELETE':
      remove(account, id);
      return { status: 204 };
    default:
      throw vonageRefusal(405, `Request method '${request.method}' not supported`);
  }
}

function handleCollection(account: VonageAccount, request: RecordedRequest): CarrierAnswer {
  if (request.method === 'GET') return { status: 200, body: list(account, request.query) };
  if (request.method !== 'POST') throw vonageRefusal(405, `Request method '${request.method}' not supported`);
  const payload = readPayload(request);
  const generated = payload.publicKey === undefined ? newVonageKeyPair() : undefined;
  const application: VonageApplication = {
    id: randomUUID(),
    name: payload.name,
    capabilities: payload.capabilities,
    publicKey: payload.publicKey ?? generated?.publicKey ?? null,
    improveAi: payload.improveAi ?? true,
  };
  account.applications.set(application.id, application);
  const shown = vonageApplicationResource(application);
  // The only time that a private key is shown.
  const keys = { public_key: application.publicKey, ...(generated && { private_key: generated.privateKey }) };
  return { status: 201, body: { ...shown, keys } };
}

function list(account: VonageAccount, query: URLSearchParams): Record<string, unknown> {
  const unknown = [...query.keys()].filter((name) => name !== 'page' && name !== 'page_size');
  if (unknown.length > 0)
    throw vonageInvalid(
      'list-validation',
      unknown.map((name) => ({ name, reason: 'is not known' })),
    );
  const size = wholeNumber(query, 'page_size', DEFAULT_PAGE_SIZE, 100);
  const page = wholeNumber(query, 'page', 1, Number.MAX_SAFE_INTEGER);
  const all = [...account.applications.values()];
  return {
    page_size: size,
    page,
    total_items: all.length,
    total_pages: Math.ceil(all.length / size),
    _embedded: { applications: all.slice((page - 1) * size, page * size).map(vonageApplicationResource) },
  };
}

/** A PUT replaces: a capability that is not sent is gone. */
function replace(
  account: VonageAccount,
  former: VonageApplication,
  request: RecordedRequest,
  omittedOnPut: OmittedOnPut,
): VonageApplication {
  const { name, capabilities, publicKey, improveAi } = readPayload(request);
  const isKept = omittedOnPut === 'kept';
  const application: VonageApplication = {
    id: former.id,
    name,
    capabilities,
    publicKey: publicKey ?? (isKept ? former.publicKey : null),
    improveAi: improveAi ?? (isKept ? former.improveAi : true),
  };
  account.applications.set(former.id, application);
  return application;
}

function remove(account: VonageAccount, id: string): void {
  account.applications.delete(id);
  for (const [msisdn, number] of account.numbers) {
    const { app_id: appId, ...rest } = number;
    if (appId === id) account.numbers.set(msisdn, rest);
  }
}

interface Payload {
  readonly name: string;
  readonly capabilities: JsonObject;
  readonly publicKey: string | undefined;
  readonly improveAi: boolean | undefined;
}

function readPayload(request: RecordedRequest): Payload {
  const body = parseJsonObject(request.body) ?? {};
  // `id` and `_links` come back from a GET; a caller who returns what it read is not refused for them.
  const { name, capabilities = {}, keys = {}, privacy = {}, id: _id, _links, ...unknown } = body;
  const { public_key: publicKey } = isJsonObject(keys) ? keys : {};
  const { improve_ai: improveAi } = isJsonObject(privacy) ? privacy : {};
  const invalid: VonageInvalidParameter[] = [
    ...Object.keys(unknown).map((member) => ({ name: member, reason: 'is not known' })),
    ...invalidCapabilities(capabilities),
  ];
  if (typeof name !== 'string' || name === '') invalid.push({ name: 'name', reason: 'is required' });
  if (!isOptional(publicKey, 'string')) invalid.push({ name: 'keys.public_key', reason: 'must be a string' });
  if (!isOptional(improveAi, 'boolean')) invalid.push({ name: 'privacy.improve_ai', reason: 'must be a boolean' });
  if (invalid.length > 0) throw vonageInvalid('payload-validation', invalid);
  return {
    name: String(name),
    capabilities: withVoiceDefaults(isJsonObject(capabilities) ? capabilities : {}),
    publicKey: publicKey === undefined ? undefined : String(publicKey),
    improveAi: improveAi === undefined ? undefined : improveAi === true,
  };
}

function isOptional(value: unknown, type: 'string' | 'boolean'): boolean {
  return value === undefined || typeof value === type;
}

function refuseOtherMediaTypes(request: RecordedRequest): void {
  const accept = request.headers.accept ?? '*/*';
  if (!/\*\/\*|application\/(json|\*|hal\+json)/.test(accept)) throw vonageRefusal(406);
  const hasBody = request.method === 'POST' || request.method === 'PUT';
  if (hasBody && mediaType(request) !== 'application/json') throw vonageRefusal(415);
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw vonageInvalid('list-validation', [{ name, reason: `must be between 1 and ${most}` }]);
}
