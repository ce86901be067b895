import { Injectable } from '@nestjs/common';
import type { CallAction, CallContext, StreamAction } from '../../contract/inbound/call-action.js';
import { CallMarkup } from '../../contract/inbound/call-markup.js';
import type { XmlElement } from '../../contract/inbound/xml.js';
import { isXmlOf, isXmlType, toXml } from '../../contract/inbound/xml.js';

const SECURE_SIP = /^sips:/i;
const SIP = /^sips?:/i;
const TRANSPORT = /;transport=/i;

/** CXML: https://developers.cloudonix.com/Documentation/voiceApplication/Verbs. */
@Injectable()
export class CloudonixCallMarkup extends CallMarkup {
  readonly contentType = 'text/xml; charset=utf-8';
  readonly largestDocument = Infinity;

  render(action: CallAction, context: CallContext): string {
    return toXml({ name: 'Response', content: [verbFor(action, context), { name: 'Hangup' }] });
  }

  accepts(contentType: string, document: string): boolean {
    return isXmlType(contentType) && isXmlOf('Response', document);
  }
}

function verbFor(action: CallAction, { statusUrl }: CallContext): XmlElement {
  switch (action.type) {
    case 'stream':
      return { name: 'Connect', content: [stream(action, statusUrl)] };
    case 'dial':
      // The call is answered only when the destination answers, and the caller id stays that of the caller.
      return { name: 'Dial', content: [destination(action.to)] };
    case 'say':
      return { name: 'Say', attributes: { language: language(action.language) }, content: action.text };
  }
}

function stream({ url, parameters }: StreamAction, statusUrl: string): XmlElement {
  return {
    name: 'Stream',
    attributes: { url, statusCallback: statusUrl, statusCallbackMethod: 'POST' },
    content: Object.entries(parameters).map(([name, value]) => ({ name: 'Parameter', attributes: { name, value } })),
  };
}

function destination(to: string): XmlElement {
  return SIP.test(to) ? { name: 'Sip', content: sipUri(to) } : { name: 'Number', content: to };
}

/** `<Sip>` knows no `sips:`; TLS is a transport. */
function sipUri(uri: string): string {
  if (!SECURE_SIP.test(uri)) return uri;
  const plain = uri.replace(SECURE_SIP, 'sip:');
  return TRANSPORT.test(plain) ? plain : `${plain};transport=tls`;
}

/** Written as Cloudonix writes languages (`en-US`); left out, it speaks American English. */
function language(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
