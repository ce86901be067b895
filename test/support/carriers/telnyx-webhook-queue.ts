import type { SentWebhook } from './inbound-caller.js';

/** Brings a webhook to the application and answers the status that it is answered with. */
export type WebhookDelivery = (webhook: SentWebhook) => Promise<number>;

/** Sends webhooks one after the other, in the background. */
export class TelnyxWebhookQueue {
  /** Over HTTP, unless a test brings them another way: twice, late, or to where the public URL leads. */
  deliver: WebhookDelivery = post;
  /** What the application did not take; Telnyx would try its failover URL. */
  readonly refused: SentWebhook[] = [];

  private work: Promise<void> = Promise.resolve();

  add(webhook: SentWebhook): void {
    this.work = this.work.then(() => this.send(webhook));
  }

  /** Waits until there is nothing left to send, also of what is caused by what is sent. */
  async idle(): Promise<void> {
    for (let seen: Promise<void> | null = null; seen !== this.work;) {
      seen = this.work;
      await seen;
    }
  }

  private async send(webhook: SentWebhook): Promise<void> {
    const status = await this.deliver(webhook).catch(() => 0);
    if (status < 200 || status > 299) this.refused.push(webhook);
  }
}

async function post({ method, url, headers, body }: SentWebhook): Promise<number> {
  const answer = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(10_000) });
  await answer.arrayBuffer();
  return answer.status;
}
