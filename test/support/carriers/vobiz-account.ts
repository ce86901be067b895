import type { VobizApplication } from './vobiz-application.js';
import type { VobizNumber } from './vobiz-number.js';

export interface VobizAccount {
  readonly authId: string;
  readonly authToken: string;
  /** By E.164, in the order in which they were bought. */
  readonly numbers: Map<string, VobizNumber>;
  readonly applications: Map<string, VobizApplication>;
  /** Inbound SIP trunks by their UUID. */
  readonly trunks: Set<string>;
  /** Answers 409 to linking a number that is linked, instead of moving it as the documentation now says. */
  readonly refusesRelinking: boolean;
}
