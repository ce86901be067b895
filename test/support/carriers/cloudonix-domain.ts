/** A voice application as the carrier keeps it, under the names of its API. */
export interface CloudonixApplication {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly method: string;
  readonly active: boolean;
  readonly profile: Readonly<Record<string, unknown>>;
}

export interface CloudonixDnid {
  readonly id: number;
  readonly source: string;
  /** The regular expression that the source is made into. */
  readonly dnid: string;
  readonly prefix: boolean;
  readonly expression: boolean;
  readonly asteriskCompatible: boolean;
  readonly active: boolean;
  readonly applicationId: number;
}

export interface CloudonixTrunk {
  readonly uuid: string;
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly transport: string;
  readonly prefix: string;
  readonly direction: string;
  readonly active: boolean;
  readonly profile: Readonly<Record<string, unknown>>;
}

export interface CloudonixDomain {
  readonly name: string;
  readonly uuid: string;
  readonly apiKey: string;
  /** Answers what no DNID matches. */
  defaultApplication: number | null;
  readonly applications: Map<number, CloudonixApplication>;
  readonly dnids: Map<number, CloudonixDnid>;
  readonly trunks: Map<string, CloudonixTrunk>;
  lastId: number;
  /** How the carrier behaves where its documents disagree or tell nothing. */
  readonly manners: CloudonixManners;
}

export interface CloudonixManners {
  /** Lists show the application of a DNID itself, not only its number. */
  showsApplications: boolean;
  /** An update of a DNID may name another application (API description) or is told that it may not (data model). */
  movesDnids: 'yes' | 'refuses' | 'ignores';
  /** Two DNIDs may have the same source. */
  allowsTwins: boolean;
  /** Making a trunk answers its uuid. */
  tellsTrunkUuid: boolean;
  /** The key may change the domain. */
  mayChangeDomain: boolean;
}

export const USUAL_MANNERS: CloudonixManners = {
  showsApplications: true,
  movesDnids: 'yes',
  allowsTwins: false,
  tellsTrunkUuid: true,
  mayChangeDomain: true,
};

export function nextCloudonixId(domain: CloudonixDomain): number {
  domain.lastId += 1;
  return domain.lastId;
}
