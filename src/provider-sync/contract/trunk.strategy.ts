import type { ProviderCredentials } from './credentials.js';
import type { CredentialsClass } from './telephony-provider.js';

/** Settings of a trunk after validation by the provider's own class. */
export type TrunkSettings = Readonly<Record<string, string>>;

/** What shall exist at the carrier. */
export interface WantedTrunk {
  name: string;
  settings: TrunkSettings;
  /** The carrier's id of the trunk, when we made it before. */
  externalId: string | null;
}

/** One way in which SIP traffic reaches the carrier. */
export interface SipTransport {
  transport: 'UDP' | 'TCP' | 'TLS';
  hostname: string;
  port: number;
  uri: string;
}

/** How to connect equipment by SIP, as an administrator of a PBX needs it. */
export interface SipConnectivity {
  provider_display_name: string;
  regions: readonly {
    region: string;
    inbound_transports: readonly SipTransport[];
    outbound_origin_ip: string;
  }[];
}

/** Trunks, for carriers that have them. */
export abstract class TrunkStrategy {
  /** Validates a trunk's settings and describes them in the OpenAPI document. */
  abstract readonly settingsClass: CredentialsClass;

  /**
   * Creates the trunk or makes it equal to what is wanted: found by its id, then by its name. Asking twice makes one.
   * @returns the carrier's id of the trunk
   * @throws ProviderError; `provider_refused` when the name belongs to a trunk of another kind
   */
  abstract apply(credentials: ProviderCredentials, trunk: WantedTrunk, signal: AbortSignal): Promise<string>;

  /**
   * Finds the trunk that {@link apply} would take for ours by its name: its answer, with the id, can be lost.
   * @returns the carrier's id of the trunk; null when there is none
   */
  abstract find(credentials: ProviderCredentials, name: string, signal: AbortSignal): Promise<string | null>;

  /** Switches a trunk off that we made. One that is gone is no error. */
  abstract disable(credentials: ProviderCredentials, externalId: string, signal: AbortSignal): Promise<void>;

  /** Null while something that it is computed from is missing. */
  abstract connectivity(credentials: ProviderCredentials): SipConnectivity | null;
}
