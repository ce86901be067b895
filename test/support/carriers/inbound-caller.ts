import type { CarrierAccount } from '../carrier-account.js';
import type { CallAction } from '../../../src/provider-sync/contract/inbound/call-action.js';
import type { CallState } from '../../../src/provider-sync/contract/inbound/inbound-event.js';

/** A webhook as the carrier sends it. */
export interface SentWebhook {
  method: 'GET' | 'POST';
  /** Absolute; what was signed, where the scheme signs it. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** A call of the outside world. */
export interface OutsideCall {
  callId: string;
  /** E.164 of the caller. */
  from: string;
  /** E.164, or whatever the account's numbers are. */
  to: string;
}

/** What can be other than usual about a webhook. */
export interface WebhookOptions {
  /** Signs with this instead of the account's own secret; null leaves the signature out. */
  secret?: string | null;
  /** GET where the carrier can be told to use it. */
  method?: 'GET' | 'POST';
  /** Changed after the signature was made, such as by an attacker or a proxy. */
  tamper?: (webhook: SentWebhook) => SentWebhook;
  /** The time at which it is signed, milliseconds; now unless given. */
  signedAt?: number;
}

/** What a caller experiences, read strictly from an answer as the carrier documents it. */
export type Experience =
  | CallAction
  /** The carrier gives up: a status that is no success, a document that it refuses, or none. */
  | { type: 'error'; why: string };

/**
 * The outside of a carrier: how it announces calls, and what it does with the answers. Belongs to the tests, and signs
 * by the carrier's own library or document, never with code of the service.
 */
export interface InboundCaller {
  /** The webhook that announces an incoming call of the account, signed, as it is sent to this URL. */
  call(account: CarrierAccount, url: string, call: OutsideCall, options?: WebhookOptions): SentWebhook;
  /** The webhook that tells what became of a call; null where the carrier has none of the kind. */
  status(
    account: CarrierAccount,
    url: string,
    call: OutsideCall,
    state: CallState,
    options?: WebhookOptions,
  ): SentWebhook | null;
  /**
   * What the caller experiences after an answer; only for carriers that are told in it. Refuses every element,
   * attribute and member that the carrier's documents do not name, and everything that stands where it must not.
   */
  understand?(answer: { status: number; contentType: string; body: string }): Experience;
  /**
   * Where calls are controlled over the API: how the events that follow a command reach the application. Without it the
   * carrier sends them over HTTP to the URL that the call was announced to.
   * @param deliver answers the status that the application has answered
   */
  deliverTo?(account: CarrierAccount, deliver: (webhook: SentWebhook) => Promise<number>): void;
  /** Where calls are controlled over the API: what the loopback carrier was told to do with the call, once it is settled. */
  experienced?(account: CarrierAccount, callId: string): Promise<Experience>;
}
