import { randomUUID } from 'node:crypto';
import type { CarrierAnswer } from './carrier-answer.js';
import { readCloudonixBody } from './cloudonix-body.js';
import { type CloudonixApplication, type CloudonixDomain, nextCloudonixId } from './cloudonix-domain.js';
import { cloudonixBadRequest, cloudonixNotFound, cloudonixRefusal, cloudonixWrongMethod } from './cloudonix-errors.js';
import { isHttpUrl } from './http-url.js';
import type { JsonObject } from './json-object.js';
import type { RecordedRequest } from './recorded-request.js';

const CHANGES = { type: 'string', url: 'string', method: 'string', active: 'boolean', profile: 'object' } as const;

export type CloudonixApplicationSeed = Partial<CloudonixApplication> & { readonly name: string; readonly url: string };

export function addCloudonixApplication(domain: CloudonixDomain, seed: CloudonixApplicationSeed): CloudonixApplication {
  const application: CloudonixApplication = {
    id: nextCloudonixId(domain),
    uuid: randomUUID(),
    type: 'cxml',
    // "Default: GET"
    method: 'GET',
    active: true,
    profile: {},
    ...seed,
  };
  domain.applications.set(application.id, application);
  return application;
}

/** An application goes by its name, its number or its uuid. */
export function findCloudonixApplication(
  domain: CloudonixDomain,
  key: string | number,
): CloudonixApplication | undefined {
  return [...domain.applications.values()].find(({ name, id, uuid }) => [name, String(id), uuid].includes(String(key)));
}

/** `…/applications` and `…/applications/{application-name}`. */
export function handleCloudonixApplications(
  domain: CloudonixDomain,
  key: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  if (key === undefined) return handleCollection(domain, request);
  const application = findCloudonixApplication(domain, key);
  if (!application) throw cloudonixNotFound();
  switch (request.method) {
    case 'GET':
      return { status: 200, body: application };
    case 'PATCH': {
      const changed = { ...application, ...checked(readCloudonixBody(request, CHANGES)) };
      domain.applications.set(application.id, changed);
      return { status: 200, body: changed };
    }
    case 'DELETE':
      remove(domain, application);
      return { status: 204 };
    default:
      throw cloudonixWrongMethod();
  }
}

function handleCollection(domain: CloudonixDomain, request: RecordedRequest): CarrierAnswer {
  if (request.method === 'GET') return { status: 200, body: [...domain.applications.values()] };
  if (request.method !== 'POST') throw cloudonixWrongMethod();
  const { name, url, ...rest } = checked(readCloudonixBody(request, { ...CHANGES, name: 'string' }));
  if (typeof name !== 'string' || name === '') throw cloudonixBadRequest('name is missing');
  if (typeof url !== 'string') throw cloudonixBadRequest('url is missing');
  if (findCloudonixApplication(domain, name)) throw cloudonixRefusal(409, 'An application of that name exists');
  return { status: 201, body: addCloudonixApplication(domain, { ...rest, name, url }) };
}

/** Its DNIDs go with it, because none is without an application. */
function remove(domain: CloudonixDomain, { id }: CloudonixApplication): void {
  if (domain.defaultApplication === id) throw cloudonixRefusal(409, 'The application is the default of its domain');
  domain.applications.delete(id);
  for (const dnid of domain.dnids.values()) {
    if (dnid.applicationId === id) domain.dnids.delete(dnid.id);
  }
}

function checked(body: JsonObject): JsonObject {
  const { method, url, type } = body;
  if (method !== undefined && method !== 'GET' && method !== 'POST') throw cloudonixBadRequest('method: GET or POST');
  if (type !== undefined && type !== 'cxml' && type !== 'twiml') throw cloudonixBadRequest('type: cxml or twiml');
  const isUrl = typeof url === 'string' && (isHttpUrl(url) || url.startsWith('cx:'));
  if (url !== undefined && !isUrl) throw cloudonixBadRequest('url is not a URL');
  return body;
}
