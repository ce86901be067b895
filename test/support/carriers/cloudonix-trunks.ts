import { randomUUID } from 'node:crypto';
import type { CarrierAnswer } from './carrier-answer.js';
import { readCloudonixBody } from './cloudonix-body.js';
import type { CloudonixDomain, CloudonixTrunk } from './cloudonix-domain.js';
import { cloudonixBadRequest, cloudonixNotFound, cloudonixWrongMethod } from './cloudonix-errors.js';
import type { JsonObject } from './json-object.js';
import type { RecordedRequest } from './recorded-request.js';

const CHANGES = {
  name: 'string',
  ip: 'string',
  port: 'number',
  transport: 'string',
  prefix: 'string',
  direction: 'string',
  profile: 'object',
  active: 'boolean',
} as const;
const DIRECTIONS = ['public-outbound', 'public-inbound', 'outbound', 'inbound'];

export type CloudonixTrunkSeed = Partial<CloudonixTrunk> & { readonly name: string };

export function addCloudonixTrunk(domain: CloudonixDomain, seed: CloudonixTrunkSeed): CloudonixTrunk {
  const trunk: CloudonixTrunk = {
    uuid: randomUUID(),
    ip: '192.0.2.1',
    port: 5060,
    transport: 'udp',
    prefix: '',
    direction: 'public-outbound',
    active: true,
    profile: {},
    ...seed,
  };
  domain.trunks.set(trunk.uuid, trunk);
  return trunk;
}

/** `…/trunks` and `…/trunks/{uuid}`; an update changes what it names, and replaces a profile that it names. */
export function handleCloudonixTrunks(
  domain: CloudonixDomain,
  uuid: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  if (uuid === undefined) return handleCollection(domain, request);
  const trunk = domain.trunks.get(uuid);
  if (!trunk) throw cloudonixNotFound();
  if (request.method === 'GET') return { status: 200, body: trunk };
  if (request.method !== 'PUT' && request.method !== 'PATCH') throw cloudonixWrongMethod();
  const changed = { ...trunk, ...checked(readCloudonixBody(request, CHANGES)) };
  domain.trunks.set(uuid, changed);
  return { status: 200, body: changed };
}

function handleCollection(domain: CloudonixDomain, request: RecordedRequest): CarrierAnswer {
  if (request.method === 'GET') return { status: 200, body: [...domain.trunks.values()] };
  if (request.method !== 'POST') throw cloudonixWrongMethod();
  const body = checked(readCloudonixBody(request, CHANGES));
  const { name } = body;
  if (typeof name !== 'string' || name === '') throw cloudonixBadRequest('name is missing');
  const { uuid, ...rest } = addCloudonixTrunk(domain, { ...body, name });
  return { status: 201, body: domain.manners.tellsTrunkUuid ? { uuid, ...rest } : rest };
}

function checked(body: JsonObject): JsonObject {
  const { direction, transport } = body;
  if (direction !== undefined && !DIRECTIONS.includes(String(direction))) throw cloudonixBadRequest('direction');
  if (transport !== undefined && !['udp', 'tcp', 'tls'].includes(String(transport)))
    throw cloudonixBadRequest('transport');
  return body;
}
