/** The configuration that the application runs with: read and validated once, never changed. */
export abstract class AppConfig {
  abstract readonly http: {
    readonly host: string;
    readonly port: number;
    /** Express' `trust proxy` value; false unless the operator says how many proxies stand in front. */
    readonly trustProxy: boolean | number | string;
  };
  /** Under which URL carriers reach this service, without a trailing slash; null when the operator has not said. */
  abstract readonly publicBaseUrl: string | null;
  abstract readonly database: { readonly url: string; readonly poolSize: number };
  /** Folder for what this process keeps on disk; may not exist yet. */
  abstract readonly dataDir: string;
  /** AES-256 keys, newest first; the newest encrypts, all decrypt. */
  abstract readonly encryptionKeys: readonly [Buffer, ...Buffer[]];
  /** A key that the operator wants to be valid from the first start. */
  abstract readonly bootstrapApiKey: string | null;
  /** How often each account is compared with what is stored here; 0 for never. */
  abstract readonly reconcileIntervalMinutes: number;
  abstract readonly routes: {
    /** How many phone numbers are held in memory. */
    readonly cacheSize: number;
    /** How long calls are answered from the last known routes while the database is away. */
    readonly snapshotMaxAgeMs: number;
  };
  /** How long call records are kept; 0 for ever. */
  abstract readonly callRetentionDays: number;
  abstract readonly log: { readonly level: string; readonly pretty: boolean };
  /** Overrides of the carriers' base URLs by the name of their environment variable. */
  abstract readonly carrierBaseUrls: ReadonlyMap<string, string>;
  /** Private addresses and networks that the operator opens to addresses which tenants type, such as that of a PBX. */
  abstract readonly outboundAllowCidrs: readonly string[];
}
