import type { VonageApplication } from './vonage-application.js';
import type { VonageNumber } from './vonage-number.js';

export interface VonageAccount {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly applications: Map<string, VonageApplication>;
  /** By digits. */
  readonly numbers: Map<string, VonageNumber>;
}
