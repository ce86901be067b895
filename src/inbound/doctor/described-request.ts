import type { IncomingHttpHeaders } from 'node:http';

/** A request as somebody has read it in a log. */
export interface DescribedRequest {
  method: 'GET' | 'POST';
  /** Absolute, or path and query. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<IncomingHttpHeaders>;
  body: Buffer;
  /** Milliseconds since 1970. */
  receivedAt: number;
}

/** Path and query of a URL as they arrive here: what stands in `PUBLIC_BASE_URL` before them is taken off. */
export function pathOf(url: string, publicBaseUrl: string): string {
  if (url.startsWith('/')) return url;
  if (url.startsWith(`${publicBaseUrl}/`)) return url.slice(publicBaseUrl.length).replace(/#.*$/s, '');
  return /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] || '/';
}
