import type { CarrierAnswer } from './carrier-answer.js';
import { findCloudonixApplication } from './cloudonix-applications.js';
import { readCloudonixBody } from './cloudonix-body.js';
import type { CloudonixApplication, CloudonixDnid, CloudonixDomain } from './cloudonix-domain.js';
import { nextCloudonixId } from './cloudonix-domain.js';
import { cloudonixBadRequest, cloudonixNotFound, cloudonixRefusal, cloudonixWrongMethod } from './cloudonix-errors.js';
import type { RecordedRequest } from './recorded-request.js';

const SOURCE = { source: 'string', prefix: 'boolean', expression: 'boolean', asteriskCompatible: 'boolean' } as const;
const CHANGES = { ...SOURCE, dnid: 'string', active: 'boolean', 'voice-application': 'id' } as const;

export type CloudonixDnidSeed = Partial<CloudonixDnid> & { readonly source: string };

export function addCloudonixDnid(
  domain: CloudonixDomain,
  { id: applicationId }: CloudonixApplication,
  seed: CloudonixDnidSeed,
): CloudonixDnid {
  const dnid: CloudonixDnid = {
    id: nextCloudonixId(domain),
    prefix: false,
    expression: false,
    asteriskCompatible: false,
    active: true,
    applicationId,
    dnid: expressionOf(seed),
    ...seed,
  };
  domain.dnids.set(dnid.id, dnid);
  return dnid;
}

/** `…/dnids` and `…/dnids/{dnid}`. */
export function handleCloudonixDnids(
  domain: CloudonixDomain,
  key: string | undefined,
  request: RecordedRequest,
): CarrierAnswer {
  if (key === undefined) {
    if (request.method !== 'GET') throw cloudonixWrongMethod();
    return { status: 200, body: [...domain.dnids.values()].map((dnid) => resource(domain, dnid)) };
  }
  const dnid = domain.dnids.get(Number(key));
  if (!dnid) throw cloudonixNotFound();
  switch (request.method) {
    case 'GET':
      return { status: 200, body: resource(domain, dnid) };
    case 'PATCH':
      return { status: 200, body: resource(domain, update(domain, dnid, request)) };
    case 'DELETE':
      domain.dnids.delete(dnid.id);
      return { status: 204 };
    default:
      throw cloudonixWrongMethod();
  }
}

/** `…/applications/{application}/dnids`. */
export function createCloudonixDnid(domain: CloudonixDomain, key: string, request: RecordedRequest): CarrierAnswer {
  if (request.method !== 'POST') throw cloudonixWrongMethod();
  const application = findCloudonixApplication(domain, key);
  if (!application) throw cloudonixNotFound();
  const body = readCloudonixBody(request, SOURCE);
  const { source } = body;
  if (typeof source !== 'string' || source === '') throw cloudonixBadRequest('source is missing');
  const twin = [...domain.dnids.values()].find((dnid) => dnid.dnid === expressionOf({ ...body, source }));
  if (twin && !domain.manners.allowsTwins) throw cloudonixRefusal(409, 'The DNID exists');
  return { status: 201, body: resource(domain, addCloudonixDnid(domain, application, { ...body, source })) };
}

function update(domain: CloudonixDomain, dnid: CloudonixDnid, request: RecordedRequest): CloudonixDnid {
  const { 'voice-application': key, ...changes } = readCloudonixBody(request, CHANGES);
  const changed = { ...dnid, ...changes };
  if (key !== undefined && domain.manners.movesDnids === 'refuses') {
    throw cloudonixBadRequest('Unknown field voice-application');
  }
  if (key !== undefined && domain.manners.movesDnids === 'yes') {
    const application = findCloudonixApplication(domain, key as string | number);
    if (!application) throw cloudonixBadRequest('No such application');
    changed.applicationId = application.id;
  }
  domain.dnids.set(dnid.id, changed);
  return changed;
}

function resource(domain: CloudonixDomain, dnid: CloudonixDnid): object {
  const application = domain.applications.get(dnid.applicationId);
  return domain.manners.showsApplications ? { ...dnid, application } : dnid;
}

function expressionOf({ source, prefix, expression, asteriskCompatible }: CloudonixDnidSeed): string {
  const escaped = source.replace(/[.*+?[\](){}|^$\\]/g, '\\$&');
  if (prefix) return `^(${escaped}.*)$`;
  if (expression) return `^(${source.replace(/\./g, '\\.').replace(/\*/g, '.*')})$`;
  return asteriskCompatible ? `^(${source.replace(/^_/, '').replace(/X/g, '[0-9]')})$` : `^(${escaped})$`;
}
