import type { ProviderCredentials } from '../credentials.js';

/** What a webhook of an account may be signed with. */
export interface SigningKey {
  /** The value of the credential `ProviderMetadata.signingSecret.field`, or of the secondary secret. */
  secret: string;
  /** The other credentials, for schemes that also compare ids. */
  credentials: ProviderCredentials;
}

/** Why a signature does not count. Told to the account's owner, never to the sender. */
export type SignatureFault =
  /** There is no signature. */
  | 'signature_missing'
  /** It is not in the form that the carrier documents. */
  | 'signature_malformed'
  /** It was made with another secret or over another text. */
  | 'signature_wrong'
  /** It is right, but older or newer than the scheme allows. */
  | 'signature_expired'
  /** It is right, but for another account or application. */
  | 'signature_foreign';

export type Verification =
  | {
      isValid: true;
      /** What of the request nobody may use again; empty for schemes that have nothing of the kind. */
      nonces: readonly string[];
    }
  | { isValid: false; fault: SignatureFault };
