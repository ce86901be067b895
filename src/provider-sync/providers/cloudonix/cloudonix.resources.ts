import type { JsonObject, Shape } from '../../contract/json-shape.js';
import { isJsonObject, isListOf, objectOf } from '../../contract/json-shape.js';

/** Cloudonix numbers its objects; an id travels as a number, and as text in some places. */
export type CloudonixId = string | number;

function isId(value: unknown): value is CloudonixId {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** A domain, as far as it is read. The data model calls its default application `application`. */
export interface CloudonixDomain {
  uuid?: string | null | undefined;
  application?: unknown;
  defaultApplication?: unknown;
}

export const isCloudonixDomain: Shape<CloudonixDomain & JsonObject> = objectOf({ uuid: 'text?' });

/** A voice application. `url` may be that of a built-in one, `cx:…`. */
export interface CloudonixApplication {
  id?: CloudonixId | null | undefined;
  uuid?: string | null | undefined;
  name: string;
  url?: string | null | undefined;
  method?: string | null | undefined;
  active?: boolean | null | undefined;
}

const hasApplicationFields = objectOf({ uuid: 'text?', name: 'text', url: 'text?', method: 'text?', active: 'flag?' });

export function isCloudonixApplication(value: unknown): value is CloudonixApplication {
  return hasApplicationFields(value) && (isAbsent(value['id']) || isId(value['id']));
}

/** A list is answered as it is, or under its name. */
export function isApplicationList(
  value: unknown,
): value is CloudonixApplication[] | { applications: CloudonixApplication[] } {
  const list = isJsonObject(value) ? value['applications'] : value;
  return isListOf(list, isCloudonixApplication);
}

/** Which application a DNID starts, told by its id or by the application itself. */
interface DnidTarget {
  applicationId?: CloudonixId | null | undefined;
  application?: { id?: unknown; name?: unknown } | null | undefined;
}

/** A DNID. `source` is what was typed; `dnid` the regular expression that Cloudonix made of it. */
export interface CloudonixDnid extends DnidTarget {
  id: CloudonixId;
  source?: string | null | undefined;
  dnid?: string | null | undefined;
  prefix?: boolean | null | undefined;
  expression?: boolean | null | undefined;
  asteriskCompatible?: boolean | null | undefined;
  active?: boolean | null | undefined;
}

const hasDnidFields = objectOf({
  source: 'text?',
  dnid: 'text?',
  prefix: 'flag?',
  expression: 'flag?',
  asteriskCompatible: 'flag?',
  active: 'flag?',
});

export function isCloudonixDnid(value: unknown): value is CloudonixDnid {
  if (!hasDnidFields(value) || !isId(value['id'])) return false;
  const { applicationId, application } = value;
  return (isAbsent(applicationId) || isId(applicationId)) && (isAbsent(application) || isJsonObject(application));
}

export function isDnidList(value: unknown): value is CloudonixDnid[] {
  return isListOf(value, isCloudonixDnid);
}

/** A trunk, as far as it is compared. */
export interface CloudonixTrunk {
  uuid: string;
  name: string;
  direction: string;
  ip?: string | null | undefined;
  port?: unknown;
  transport?: string | null | undefined;
  prefix?: string | null | undefined;
  active?: boolean | null | undefined;
  profile?: JsonObject | undefined;
}

const isCloudonixTrunk: Shape<CloudonixTrunk & JsonObject> = objectOf({
  uuid: 'text',
  name: 'text',
  direction: 'text',
  ip: 'text?',
  transport: 'text?',
  prefix: 'text?',
  active: 'flag?',
  profile: 'object?',
});

export function isTrunkList(value: unknown): value is CloudonixTrunk[] {
  return isListOf(value, isCloudonixTrunk);
}

/** The answer to making a trunk; older versions of the API leave the uuid out. */
export const isCreatedTrunk: Shape<{ uuid: string | null | undefined }> = (
  value,
): value is { uuid: string | null | undefined } => objectOf({ uuid: 'text?' })(value);
