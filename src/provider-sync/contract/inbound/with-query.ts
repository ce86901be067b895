/** What `encodeURIComponent` leaves and some readers of URLs stumble over. */
const LEFT_OVER = /[!'()*]/g;

/**
 * A URL with parameters added to its query, for carriers that take a stream to its URL and nothing else. What the URL
 * has already stays as it is; every value can be read back by the usual decoding, whatever its characters.
 */
export function withQuery(url: string, parameters: Readonly<Record<string, string>>): string {
  const added = Object.entries(parameters).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  if (added.length === 0) return url;
  const hash = url.indexOf('#');
  const address = hash === -1 ? url : url.slice(0, hash);
  const fragment = hash === -1 ? '' : url.slice(hash);
  return address + joint(address) + added.join('&') + fragment;
}

function joint(address: string): string {
  if (!address.includes('?')) return '?';
  return /[?&]$/.test(address) ? '' : '&';
}

function encoded(text: string): string {
  const byte = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed()).replace(LEFT_OVER, byte);
}
