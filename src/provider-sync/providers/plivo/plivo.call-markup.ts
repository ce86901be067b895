import { Injectable } from '@nestjs/common';
import type { CallAction, CallContext, DialAction, StreamAction } from '../../contract/inbound/call-action.js';
import { CallMarkup } from '../../contract/inbound/call-markup.js';
import { withQuery } from '../../contract/inbound/with-query.js';
import type { XmlElement } from '../../contract/inbound/xml.js';
import { isXmlOf, isXmlType, toXml } from '../../contract/inbound/xml.js';
import { plivoSpeech } from './plivo.speech.js';

/** How long a party that is dialled may let it ring. */
const RING_SECONDS = 60;

/** Answers calls in Plivo XML. */
@Injectable()
export class PlivoCallMarkup extends CallMarkup {
  readonly contentType = 'application/xml';
  /** @see https://www.plivo.com/docs/voice/xml/request */
  readonly largestDocument = 100_000;

  render(action: CallAction, { statusUrl }: CallContext): string {
    return toXml({ name: 'Response', content: elements(action, statusUrl) });
  }

  accepts(contentType: string, document: string): boolean {
    return isXmlType(contentType) && isXmlOf('Response', document);
  }
}

function elements(action: CallAction, statusUrl: string): XmlElement[] {
  switch (action.type) {
    case 'stream':
      return [stream(action, statusUrl)];
    case 'dial':
      return [dial(action)];
    case 'say':
      return [{ name: 'Speak', attributes: plivoSpeech(action.language), content: action.text }, { name: 'Hangup' }];
  }
}

/**
 * The parameters travel in the query: `extraHeaders` may have letters and digits only, and 512 bytes of them.
 * @see https://www.plivo.com/docs/voice-agents/audio-streaming/xml/stream
 */
function stream({ url, parameters }: StreamAction, statusUrl: string): XmlElement {
  return {
    name: 'Stream',
    attributes: {
      bidirectional: 'true',
      // Without it the document is over when the stream begins, and with the document the call.
      keepCallAlive: 'true',
      contentType: 'audio/x-mulaw;rate=8000',
      statusCallbackUrl: statusUrl,
      statusCallbackMethod: 'POST',
    },
    content: withQuery(url, parameters),
  };
}

/** @see https://www.plivo.com/docs/voice/xml/dial */
function dial({ to, calledAddress }: DialAction): XmlElement {
  const party = /^sips?:/.test(to) ? { name: 'User', content: to } : { name: 'Number', content: digits(to) };
  return {
    name: 'Dial',
    attributes: { callerId: digits(calledAddress), timeout: String(RING_SECONDS) },
    content: [party],
  };
}

/** Plivo writes numbers without the plus. */
function digits(address: string): string {
  return address.replace(/^\+/, '');
}
