import { createHmac, randomInt } from 'node:crypto';

/** What Plivo signs of a request. */
export interface PlivoMessage {
  method: 'GET' | 'POST';
  /** Absolute, with its query. */
  url: string;
  /** Fields of a POST, decoded. */
  fields: readonly (readonly [string, string])[];
  nonce: string;
}

/**
 * Signs as Plivo documents scheme V3: the URL; the parameters of its query, sorted, as `a=1&b=2`; for a POST those of
 * its body, sorted, as `a1b2`; and the nonce after a dot.
 * @see https://www.plivo.com/docs/voice/concepts/signature-validation
 */
export function signPlivo({ method, url, fields, nonce }: PlivoMessage, authToken: string): string {
  const [address = '', query = ''] = url.split('?');
  const inQuery = inOrder([...new URLSearchParams(query)]).map((pair) => pair.join('='));
  const inBody = method === 'POST' ? inOrder(fields).map((pair) => pair.join('')) : [];
  let text = address;
  if (inQuery.length > 0 || inBody.length > 0) text += `?${inQuery.join('&')}`;
  if (inQuery.length > 0 && inBody.length > 0) text += '.';
  text += `${inBody.join('')}.${nonce}`;
  return createHmac('sha256', authToken).update(text, 'utf8').digest('base64');
}

/** Twenty digits, as Plivo makes them. */
export function plivoNonce(): string {
  return Array.from({ length: 20 }, () => String(randomInt(10))).join('');
}

function inOrder(pairs: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return [...pairs].sort((one, other) => compare(one[0], other[0]) || compare(one[1], other[1]));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
