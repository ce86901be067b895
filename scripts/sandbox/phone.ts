import type { CarrierKit, StartedCarrier } from '../../test/support/carriers/carrier-kit.js';
import type { SentWebhook } from '../../test/support/carriers/inbound-caller.js';
import { type CarrierSees, ring, type Ringing } from '../../test/support/carriers/ring.js';

const CALLER = '+14155550100';

/** The credentials that name an account in a webhook, whatever the carrier calls them. */
const ACCOUNT_NAMES = ['account_sid', 'auth_id', 'domain_id', 'api_key'];

/** Calls numbers of the sandbox, as somebody in the outside world would. */
export class Phone {
  constructor(
    private readonly kits: ReadonlyMap<string, CarrierKit>,
    private readonly carriers: Readonly<Record<string, StartedCarrier>>,
    /** Where Dialplane listens; stands for its public URL, which no carrier of this machine could reach. */
    private readonly dialplaneUrl: string,
  ) {}

  /** @returns null when no carrier has the number */
  async call(to: string): Promise<Omit<Ringing, 'callId'> | null> {
    const found = Object.entries(this.carriers).find(([, { carrier }]) => carrier.listNumbers().includes(to));
    if (!found) return null;
    const [provider, started] = found;
    if (started.ring) return { asked: [], experience: await started.ring(to, CALLER) };
    const inbound = this.kits.get(provider)?.inbound;
    if (!inbound) return null;
    const { carrier, credentials } = started;
    const id = ACCOUNT_NAMES.map((name) => credentials[name]).find((value) => value !== undefined) ?? '';
    const account = { carrier, credentials, id, addresses: carrier.listNumbers() };
    return ring({ inbound, account, to, from: CALLER }, (webhook) => this.send(webhook));
  }

  private async send({ method, url, headers, body }: SentWebhook): Promise<CarrierSees> {
    const { pathname, search } = new URL(url);
    const target = new URL(pathname + search, this.dialplaneUrl);
    const response = await fetch(target, { method, headers, ...(method === 'POST' ? { body } : {}) });
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, body: await response.text() };
  }
}
