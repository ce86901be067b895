import { randomBytes } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { Experience, InboundCaller, SentWebhook } from './inbound-caller.js';

/** What comes back for a webhook. */
export interface CarrierSees {
  status: number;
  contentType: string;
  body: string;
}

/** Brings a webhook to where its URL leads. */
export type Send = (webhook: SentWebhook) => Promise<CarrierSees>;

/** A number that somebody calls. */
export interface RungNumber {
  inbound: InboundCaller;
  account: Pick<CarrierAccount, 'carrier' | 'id' | 'credentials' | 'addresses'>;
  to: string;
  /** E.164 of the caller. */
  from: string;
}

/** How a call went: the URLs that the carrier asked, in this order, and what the caller experienced in the end. */
export interface Ringing {
  callId: string;
  asked: string[];
  experience: Experience;
}

/**
 * Somebody calls a number: the carrier looks up what its own settings say, asks that URL, and the fallback URL when
 * that goes wrong.
 */
export async function ring({ inbound, account, to, from }: RungNumber, send: Send): Promise<Ringing> {
  const caller = account as CarrierAccount;
  const callId = `CA${randomBytes(16).toString('hex')}`;
  const { url, fallbackUrl } = account.carrier.whoAnswers(to);
  const asked: string[] = [];
  inbound.deliverTo?.(caller, async (webhook) => (await send(webhook)).status);
  let experience: Experience = { type: 'error', why: 'the carrier knows nobody who answers' };
  for (const place of [url, fallbackUrl]) {
    if (place === undefined) continue;
    asked.push(place);
    const answer = await send(inbound.call(caller, place, { callId, from, to }));
    if (answer.status < 200 || answer.status > 299) experience = { type: 'error', why: `status ${answer.status}` };
    else if (inbound.understand) experience = inbound.understand(answer);
    else experience = (await inbound.experienced?.(caller, callId)) ?? experience;
    if (experience.type !== 'error') break;
  }
  return { callId, asked, experience };
}
