import type { TelnyxApplication } from './telnyx-application.js';
import type { TelnyxCalls } from './telnyx-calls.js';
import type { TelnyxNumber } from './telnyx-number.js';

export interface TelnyxAccount {
  readonly apiKey: string;
  /** Verifies the webhooks of the account, in base64. */
  readonly publicKey: string;
  /** By id, oldest first. */
  readonly numbers: Map<string, TelnyxNumber>;
  /** By id, oldest first. */
  readonly applications: Map<string, TelnyxApplication>;
  /** SIP connections, whose ids stand in a number's `connection_id` as an application's do. */
  readonly sipConnections: Set<string>;
  readonly calls: TelnyxCalls;
  /** Ids are numbers of 19 digits: too large for a JSON number, so they travel as strings. */
  readonly nextId: () => string;
}
