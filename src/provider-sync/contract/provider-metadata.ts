import type { AddressType } from '../../common/address/canonical-address.js';
import type { FormField } from './form-field.js';

/** What a provider can do; the rest of the service asks here instead of knowing providers by name. */
export interface ProviderCapabilities {
  addressTypes: readonly AddressType[];
  /** Whether it hands out numbers that are valid by length only. */
  acceptsPossibleNumbers: boolean;
  /** Whether one number can be bound without touching the others of its account. */
  perNumberBinding: boolean;
  /** Whether it can say if an address belongs to the account; without it a number is registered unasked. */
  ownership: boolean;
  /** Numbers per page when its inventory is listed; null when it has none. */
  inventoryPageSize: number | null;
  trunks: boolean;
  /** Whether it creates numbers on request. */
  provisioning: boolean;
  /** Name of its webhook signature scheme. */
  signatureScheme: string;
  /** How long it waits for the answer to an inbound call, milliseconds. */
  webhookDeadlineMs: number;
}

/** A base URL that the environment may override. */
export interface ProviderEndpoint {
  /** Environment variable, `*_API_BASE_URL` or `*_REST_BASE_URL`. */
  variable: string;
  defaultUrl: string;
}

/** Everything about a provider that is data. */
export interface ProviderMetadata {
  /** Wire name, the same as the folder's. */
  provider: string;
  displayName: string;
  connectivity: 'api' | 'sip';
  docsUrl: string;
  fields: readonly FormField[];
  /**
   * The credential that names the account in an inbound webhook; null for providers that name none. Where it is also
   * the `applicationIdField`, the account is known only once the application exists.
   */
  accountIdField: string | null;
  /** The credential that names the voice application whose URL is ours; null for providers that bind each number itself. */
  applicationIdField: string | null;
  /** Credentials without which inbound webhooks cannot be verified, with the warning code of the list of warnings. */
  signingSecret: { field: string; warning: string } | null;
  /** Whether the account can have two live signing secrets at once, so that one can be replaced without refusing a call. */
  hasSecondarySecret: boolean;
  endpoints: readonly ProviderEndpoint[];
  capabilities: ProviderCapabilities;
}
