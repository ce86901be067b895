import { createHmac } from 'node:crypto';
import { parse } from 'node:querystring';
import type { InboundParams, InboundRequest } from '../../contract/inbound/inbound-request.js';

/**
 * Base64 of the HMAC-SHA256 that Plivo signs a webhook with, scheme V3: over the URL with its query sorted and decoded,
 * the fields of a POST, and the nonce.
 * @param url as Plivo was told it, with the query of this request
 * @see https://www.plivo.com/docs/voice/concepts/signature-validation
 */
export function plivoSignature(
  { method, form }: Pick<InboundRequest, 'method' | 'form'>,
  authToken: string,
  url: string,
  nonce: string,
): string {
  const text = `${signedText(url, method === 'POST' ? form : {})}.${nonce}`;
  return createHmac('sha256', authToken).update(text).digest('base64');
}

/** A question mark stands before fields even when the URL has no query, and a dot between the two when it has one. */
function signedText(url: string, form: InboundParams): string {
  const [address = '', query = ''] = cut(cut(url, '#')[0], '?');
  const asked = pairs(parse(query))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const sent = pairs(form)
    .map(([name, value]) => name + value)
    .join('');
  const hasFields = Object.keys(form).length > 0;
  const mark = asked !== '' || hasFields ? '?' : '';
  return address + mark + asked + (asked !== '' && hasFields ? '.' : '') + sent;
}

/** Names and values, sorted by name, and the values of one name among themselves. */
function pairs(params: InboundParams): [string, string][] {
  const names = Object.keys(params).sort();
  return names.flatMap((name) =>
    [params[name] ?? '']
      .flat()
      .sort()
      .map((value): [string, string] => [name, value]),
  );
}

function cut(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
