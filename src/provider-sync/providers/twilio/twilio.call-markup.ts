import { Injectable } from '@nestjs/common';
import type { CallAction, CallContext, StreamAction } from '../../contract/inbound/call-action.js';
import { CallMarkup } from '../../contract/inbound/call-markup.js';
import type { XmlElement } from '../../contract/inbound/xml.js';
import { isXmlOf, isXmlType, toXml } from '../../contract/inbound/xml.js';
import { sayLanguage } from './twilio.say-language.js';
import { streamParameters } from './twilio.stream-parameters.js';

/** TwiML: https://www.twilio.com/docs/voice/twiml. A document that ends, ends the call. */
@Injectable()
export class TwilioCallMarkup extends CallMarkup {
  readonly contentType = 'text/xml; charset=utf-8';
  /** "64 kB": https://www.twilio.com/docs/api/errors/11750 */
  readonly largestDocument = 64_000;

  render(action: CallAction, context: CallContext): string {
    return toXml({ name: 'Response', content: verbsFor(action, context) });
  }

  accepts(contentType: string, document: string): boolean {
    return isXmlType(contentType) && isXmlOf('Response', document);
  }
}

function verbsFor(action: CallAction, { statusUrl }: CallContext): XmlElement[] {
  switch (action.type) {
    case 'stream':
      return [{ name: 'Connect', content: [stream(action, statusUrl)] }];
    case 'dial':
      // Without it Twilio answers at once, and the caller is charged for hearing it ring.
      return [{ name: 'Dial', attributes: { answerOnBridge: 'true' }, content: [destination(action.to)] }];
    case 'say':
      return [
        { name: 'Say', attributes: { language: sayLanguage(action.language) }, content: action.text },
        { name: 'Hangup' },
      ];
  }
}

/** Within `<Connect>` it goes both ways. */
function stream({ url, parameters }: StreamAction, statusUrl: string): XmlElement {
  return {
    name: 'Stream',
    attributes: { url, statusCallback: statusUrl, statusCallbackMethod: 'POST' },
    content: streamParameters(parameters).map((attributes) => ({ name: 'Parameter', attributes })),
  };
}

/** The caller id stays that of the caller, which Twilio allows for calls that came in. */
function destination(to: string): XmlElement {
  return { name: /^sips?:/i.test(to) ? 'Sip' : 'Number', content: to };
}
