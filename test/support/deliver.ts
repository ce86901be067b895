import type { SentWebhook } from './carriers/inbound-caller.js';
import type { TestApp } from './test-app.js';

/** What a carrier gets back. */
export interface DeliveredAnswer {
  status: number;
  contentType: string;
  body: string;
  headers: Headers;
}

/** Brings a webhook to the application, as the proxy at its public URL would: path, query and bytes untouched. */
export async function deliver(
  app: Pick<TestApp, 'baseUrl' | 'config'>,
  { method, url, headers, body }: SentWebhook,
): Promise<DeliveredAnswer> {
  const publicBaseUrl = app.config.publicBaseUrl ?? '';
  if (!url.startsWith(publicBaseUrl)) throw new Error(`${url} does not lead to ${publicBaseUrl}`);
  const response = await fetch(`${app.baseUrl}${url.slice(publicBaseUrl.length)}`, {
    method,
    headers,
    ...(method === 'POST' ? { body } : {}),
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
    headers: response.headers,
  };
}

/** The URL that the carrier was told for its calls. */
export function answerUrl(app: Pick<TestApp, 'config'>, place: string): string {
  return `${app.config.publicBaseUrl ?? ''}/api/v1/telephony/inbound/${place}`;
}

/** The URL that the carrier was told for news of calls. */
export function statusUrl(app: Pick<TestApp, 'config'>, provider: string): string {
  return `${app.config.publicBaseUrl ?? ''}/api/v1/telephony/${provider}/events`;
}
