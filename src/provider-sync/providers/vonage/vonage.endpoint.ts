import type { StreamAction } from '../../contract/inbound/call-action.js';
import { withQuery } from '../../contract/inbound/with-query.js';

/** Where a `connect` action leads. https://developer.vonage.com/en/voice/voice-api/ncco-reference#endpoint-types-and-values */
export type VonageEndpoint =
  | { type: 'websocket'; uri: string; 'content-type': string; headers: Record<string, string> }
  | { type: 'phone'; number: string }
  | { type: 'sip'; uri: string };

/** "The maximum length of the headers data is 512 bytes." */
const MAX_HEADERS_BYTES = 512;
/** Members of the first message that Vonage sets itself, beside the headers. */
const RESERVED = new Set(['event', 'content-type']);

/** Linear PCM, 16 bit, in frames of 20 ms. */
const AUDIO = 'audio/l16;rate=16000';

/**
 * The WebSocket of an agent. Parameters are `headers`, which Vonage sends in the first message, as long as they fit.
 * Those that do not, the workflow's own first, become parameters of the URL named `parameter.<name>`.
 */
export function streamEndpoint({ url, parameters }: StreamAction): VonageEndpoint {
  const headers: [string, string][] = [];
  const others: [string, string][] = [];
  let bytes = '{}'.length;
  // From the last, because the last ones are ours, and among them is the token, which does not belong into a URL.
  for (const [name, text] of Object.entries(parameters).reverse()) {
    const value = text.toWellFormed();
    const size = Buffer.byteLength(`${JSON.stringify(name)}:${JSON.stringify(value)},`);
    const fits = !RESERVED.has(name) && bytes + size <= MAX_HEADERS_BYTES;
    if (fits) bytes += size;
    if (fits) headers.unshift([name, value]);
    else others.unshift([`parameter.${name}`, value]);
  }
  const uri = withQuery(url, Object.fromEntries(others));
  return { type: 'websocket', uri, 'content-type': AUDIO, headers: Object.fromEntries(headers) };
}

/** @param to E.164 number or SIP URI, canonical */
export function dialEndpoint(to: string): VonageEndpoint {
  if (to.startsWith('sips:')) return { type: 'sip', uri: overTls(to) };
  return to.startsWith('sip:') ? { type: 'sip', uri: to } : { type: 'phone', number: withoutPlus(to) };
}

/** Vonage writes E.164 without the plus. */
export function withoutPlus(e164: string): string {
  return e164.replace(/^\+/, '');
}

/** Vonage knows no `sips:`, but TLS by `;transport=tls`, and takes port 5060 where none is written. */
function overTls(sips: string): string {
  const at = sips.indexOf('@') + 1;
  const user = sips.slice('sips:'.length, at === 0 ? 'sips:'.length : at);
  const [target = '', ...parameters] = sips.slice(at === 0 ? 'sips:'.length : at).split(';');
  const others = parameters.filter((parameter) => !/^transport=/i.test(parameter));
  const authority = /:\d+$/.test(target) ? target : `${target}:5061`;
  return [`sip:${user}${authority}`, ...others, 'transport=tls'].join(';');
}
