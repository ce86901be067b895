import { randomUUID } from 'node:crypto';
import type { AnsweringParty } from './answering-party.js';
import type { CarrierAnswer } from './carrier-answer.js';
import {
  addCloudonixApplication,
  type CloudonixApplicationSeed,
  findCloudonixApplication,
  handleCloudonixApplications,
} from './cloudonix-applications.js';
import { readCloudonixBody } from './cloudonix-body.js';
import {
  addCloudonixDnid,
  type CloudonixDnidSeed,
  createCloudonixDnid,
  handleCloudonixDnids,
} from './cloudonix-dnids.js';
import type {
  CloudonixApplication,
  CloudonixDnid,
  CloudonixDomain,
  CloudonixManners,
  CloudonixTrunk,
} from './cloudonix-domain.js';
import { USUAL_MANNERS } from './cloudonix-domain.js';
import { cloudonixBadRequest, cloudonixNotFound, cloudonixRefusal, cloudonixWrongMethod } from './cloudonix-errors.js';
import { addCloudonixTrunk, type CloudonixTrunkSeed, handleCloudonixTrunks } from './cloudonix-trunks.js';
import { e164Digits } from './e164-digits.js';
import { LoopbackCarrier } from './loopback-carrier.js';
import type { RecordedRequest } from './recorded-request.js';

/** `/domains/…` is another name for `/customers/self/domains/…`. */
const PATH = /^(?:\/customers\/self)?\/domains\/([^/]+)(?:\/(applications|dnids|trunks)(?:\/([^/]+))?(\/dnids)?)?$/;

const ERRORS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
};

/** `https://api.cloudonix.io`, as far as domains, voice applications, DNIDs and trunks go. */
export class CloudonixLoopback extends LoopbackCarrier {
  protected readonly hosts = ['api.cloudonix.io'];

  private readonly domains = new Map<string, CloudonixDomain>();

  /** Every domain comes with two built-in applications; calls that no DNID matches are routed by the second. */
  addDomain({
    name,
    apiKey,
    uuid = randomUUID(),
    hasDefaultApplication = true,
    manners = {},
  }: {
    readonly name: string;
    readonly apiKey: string;
    readonly uuid?: string;
    readonly hasDefaultApplication?: boolean;
    readonly manners?: Partial<CloudonixManners>;
  }): CloudonixDomain {
    const domain: CloudonixDomain = {
      name,
      uuid,
      apiKey,
      defaultApplication: null,
      applications: new Map(),
      dnids: new Map(),
      trunks: new Map(),
      lastId: 1_000,
      manners: { ...USUAL_MANNERS, ...manners },
    };
    this.domains.set(name, domain);
    addCloudonixApplication(domain, { name: 'blackhole', url: 'cx:blackhole' });
    const routing = addCloudonixApplication(domain, { name: 'call-routing', url: 'cx:call-routing' });
    if (hasDefaultApplication) domain.defaultApplication = routing.id;
    return domain;
  }

  domain(name: string): CloudonixDomain {
    const domain = this.domains.get(name);
    if (!domain) throw new Error(`no Cloudonix domain ${name}: call addDomain() first`);
    return domain;
  }

  addApplication(domain: string, seed: CloudonixApplicationSeed): CloudonixApplication {
    return addCloudonixApplication(this.domain(domain), seed);
  }

  application(domain: string, name: string): CloudonixApplication {
    const application = findCloudonixApplication(this.domain(domain), name);
    if (!application) throw new Error(`no Cloudonix application ${name}`);
    return application;
  }

  addDnid(domain: string, application: string, seed: CloudonixDnidSeed): CloudonixDnid {
    return addCloudonixDnid(this.domain(domain), this.application(domain, application), seed);
  }

  dnids(domain: string): CloudonixDnid[] {
    return [...this.domain(domain).dnids.values()];
  }

  /** The DNID whose source is the address, with or without the plus. Throws for one that was never added. */
  dnid(address: string): CloudonixDnid {
    return this.find(address).dnid;
  }

  /** Somebody moves or changes the DNID behind our back, say in the cockpit. */
  editDnid(address: string, changes: Partial<CloudonixDnid>): void {
    const { domain, dnid } = this.find(address);
    domain.dnids.set(dnid.id, { ...dnid, ...changes });
  }

  removeDnid(address: string): void {
    const { domain, dnid } = this.find(address);
    domain.dnids.delete(dnid.id);
  }

  addTrunk(domain: string, seed: CloudonixTrunkSeed): CloudonixTrunk {
    return addCloudonixTrunk(this.domain(domain), seed);
  }

  trunks(domain: string): CloudonixTrunk[] {
    return [...this.domain(domain).trunks.values()];
  }

  override whoAnswers(address: string): AnsweringParty {
    const { domain, dnid } = this.find(address);
    const id = dnid.active ? dnid.applicationId : domain.defaultApplication;
    const application = id === null ? undefined : domain.applications.get(id);
    if (!application?.active || application.url.startsWith('cx:')) return { kind: 'none' };
    return { kind: 'application', id: application.name, url: application.url, method: application.method };
  }

  override listNumbers(): string[] {
    return [...this.domains.values()].flatMap(({ dnids }) =>
      [...dnids.values()].filter(isNumber).map(({ source }) => `+${e164Digits(source)}`),
    );
  }

  protected override handle(request: RecordedRequest): CarrierAnswer {
    const [, name, collection, key, dnids] = PATH.exec(request.path) ?? [];
    if (name === undefined) throw cloudonixNotFound();
    const domain = this.authenticate(request, decodeURIComponent(name));
    const [unknown] = request.query.keys();
    if (unknown !== undefined) throw cloudonixBadRequest(`Unknown parameter ${unknown}`);
    const id = key === undefined ? undefined : decodeURIComponent(key);
    if (collection === undefined) return handleDomain(domain, request);
    if (dnids !== undefined) {
      if (collection !== 'applications' || id === undefined) throw cloudonixNotFound();
      return createCloudonixDnid(domain, id, request);
    }
    if (collection === 'applications') return handleCloudonixApplications(domain, id, request);
    return collection === 'dnids'
      ? handleCloudonixDnids(domain, id, request)
      : handleCloudonixTrunks(domain, id, request);
  }

  protected override errorBody(status: number): unknown {
    return { message: ERRORS[status] ?? 'Internal Server Error' };
  }

  /** A key that is somebody's, and a domain that is not theirs or nobody's: not found. */
  private authenticate(request: RecordedRequest, name: string): CloudonixDomain {
    const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const isKnown = [...this.domains.values()].some(({ apiKey }) => apiKey === key);
    if (key === undefined || !isKnown) throw cloudonixRefusal(401, 'Unauthorized');
    const domain = this.domains.get(name);
    if (domain?.apiKey !== key) throw cloudonixNotFound();
    return domain;
  }

  private find(address: string): { domain: CloudonixDomain; dnid: CloudonixDnid } {
    for (const domain of this.domains.values()) {
      const dnid = [...domain.dnids.values()].find(({ source }) => e164Digits(source) === e164Digits(address));
      if (dnid) return { domain, dnid };
    }
    throw new Error(`no Cloudonix DNID ${address}`);
  }
}

function isNumber({ source, prefix, expression, asteriskCompatible }: CloudonixDnid): boolean {
  return /^\+?\d{7,15}$/.test(source) && !prefix && !expression && !asteriskCompatible;
}

/** The default application is shown under the name of the data model, and set under the name that updates take. */
function handleDomain(domain: CloudonixDomain, request: RecordedRequest): CarrierAnswer {
  if (request.method === 'PUT') {
    if (!domain.manners.mayChangeDomain) throw cloudonixRefusal(403, 'Forbidden');
    const { defaultApplication: id } = readCloudonixBody(request, { defaultApplication: 'id?' });
    if (id === undefined) throw cloudonixBadRequest('Nothing to change');
    if (id !== null && !domain.applications.has(Number(id))) throw cloudonixBadRequest('No such application');
    domain.defaultApplication = id === null ? null : Number(id);
  } else if (request.method !== 'GET') throw cloudonixWrongMethod();
  const { name, uuid, defaultApplication: id } = domain;
  const application = id === null ? null : domain.applications.get(id);
  return { status: 200, body: { domain: name, uuid, active: true, profile: {}, aliases: [], application } };
}
