import { Injectable } from '@nestjs/common';
import type { CallAction, CallContext } from '../../contract/inbound/call-action.js';
import { CallMarkup } from '../../contract/inbound/call-markup.js';
import { isJsonObject } from '../../contract/json-shape.js';
import type { VonageEndpoint } from './vonage.endpoint.js';
import { dialEndpoint, streamEndpoint, withoutPlus } from './vonage.endpoint.js';
import type { VonageTalk } from './vonage.talk.js';
import { talk } from './vonage.talk.js';

/** https://developer.vonage.com/en/voice/voice-api/ncco-reference#connect */
interface VonageConnect {
  action: 'connect';
  /** "Currently supports a maximum of one endpoint object." */
  endpoint: [VonageEndpoint];
  /** "This must be one of your Vonage virtual numbers." */
  from?: string;
  eventUrl: [string];
  eventMethod: 'POST';
}

/** Call control objects (NCCO). A call ends when all its actions are done. */
@Injectable()
export class VonageCallMarkup extends CallMarkup {
  readonly contentType = 'application/json';
  readonly largestDocument = Infinity;

  render(action: CallAction, context: CallContext): string {
    return JSON.stringify(actions(action, context));
  }

  /** A list of actions; which there are is left to Vonage, which adds some now and then. */
  accepts(contentType: string, document: string): boolean {
    return /^application\/json\s*(?:;|$)/i.test(contentType.trim()) && isListOfActions(document);
  }
}

function actions(action: CallAction, { statusUrl }: CallContext): (VonageConnect | VonageTalk)[] {
  switch (action.type) {
    case 'say':
      return talk(action);
    case 'stream':
      return [connect(streamEndpoint(action), statusUrl)];
    case 'dial':
      return [{ ...connect(dialEndpoint(action.to), statusUrl), from: withoutPlus(action.calledAddress) }];
  }
}

function connect(endpoint: VonageEndpoint, statusUrl: string): VonageConnect {
  return { action: 'connect', endpoint: [endpoint], eventUrl: [statusUrl], eventMethod: 'POST' };
}

function isListOfActions(document: string): boolean {
  try {
    const value: unknown = JSON.parse(document);
    return Array.isArray(value) && value.every((item) => isJsonObject(item) && typeof item['action'] === 'string');
  } catch {
    return false;
  }
}
