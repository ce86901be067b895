import type { PlivoApplication } from './plivo-application.js';
import type { PlivoNumber } from './plivo-number.js';

export interface PlivoAccount {
  readonly authId: string;
  readonly authToken: string;
  /** By digits, in the order in which they were rented. */
  readonly numbers: Map<string, PlivoNumber>;
  readonly applications: Map<string, PlivoApplication>;
  /** Zentrunk inbound trunks, whose ids stand in a number's `app_id` as an application's do. */
  readonly trunks: Set<string>;
  readonly subaccounts: Set<string>;
}
