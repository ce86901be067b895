import type { SentWebhook, WebhookOptions } from './inbound-caller.js';

/** A form of a carrier of the Plivo family, without its signature. */
export function callWebhook(
  url: string,
  fields: Readonly<Record<string, string>>,
  { method = 'POST' }: WebhookOptions,
): SentWebhook {
  const form = new URLSearchParams(fields).toString();
  if (method === 'GET') return { method, url: `${url}${url.includes('?') ? '&' : '?'}${form}`, headers: {}, body: '' };
  return { method, url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form };
}
