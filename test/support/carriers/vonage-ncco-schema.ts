/**
 * The actions that Dialplane uses, with all members that Vonage documents for them, as a JSON schema.
 * https://developer.vonage.com/en/voice/voice-api/ncco-reference
 */
const URL_LIST = { type: 'array', minItems: 1, maxItems: 1, items: { type: 'string', pattern: '^https?://' } };
const METHOD = { enum: ['GET', 'POST'] };
const DIGITS = { type: 'string', pattern: '^[1-9][0-9]{6,14}$' };

const closed = (properties: Record<string, object>, required: readonly string[]): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const TALK = closed(
  {
    action: { const: 'talk' },
    text: { type: 'string', minLength: 1 },
    bargeIn: { type: 'boolean' },
    loop: { type: 'integer', minimum: 0 },
    level: { type: 'number', minimum: -1, maximum: 1 },
    language: { type: 'string', pattern: '^[a-z]{2,3}(-[A-Z]{2}(-[A-Z]{3})?)?$' },
    style: { type: 'integer', minimum: 0 },
    premium: { type: 'boolean' },
  },
  ['action', 'text'],
);

const WEBSOCKET = closed(
  {
    type: { const: 'websocket' },
    uri: { type: 'string', pattern: '^wss?://[^\\s]+$' },
    'content-type': { enum: ['audio/l16;rate=8000', 'audio/l16;rate=16000'] },
    headers: { type: 'object' },
    authorization: closed({ type: { enum: ['vonage', 'custom'] }, value: { type: 'string' } }, ['type']),
  },
  ['type', 'uri', 'content-type'],
);

const PHONE = closed(
  {
    type: { const: 'phone' },
    number: DIGITS,
    dtmfAnswer: { type: 'string', pattern: '^[0-9*#p]+$' },
    onAnswer: closed({ url: { type: 'string' }, ringbackTone: { type: 'string' } }, ['url']),
  },
  ['type', 'number'],
);

const SIP = closed(
  {
    type: { const: 'sip' },
    // "In the format sip:rebekka@sip.example.com", with a port and `;transport=tls` where wanted.
    uri: { type: 'string', pattern: '^sip:[^\\s]+$' },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    standardHeaders: { type: 'object' },
  },
  ['type', 'uri'],
);

const CONNECT = closed(
  {
    action: { const: 'connect' },
    endpoint: {
      type: 'array',
      minItems: 1,
      maxItems: 1,
      items: { oneOf: [WEBSOCKET, PHONE, SIP] },
    },
    from: DIGITS,
    randomFromNumber: { type: 'boolean' },
    eventType: { const: 'synchronous' },
    timeout: { type: 'integer', minimum: 1 },
    limit: { type: 'integer', minimum: 1, maximum: 7200 },
    machineDetection: { enum: ['continue', 'hangup'] },
    advancedMachineDetection: { type: 'object' },
    eventUrl: URL_LIST,
    eventMethod: METHOD,
    ringbackTone: { type: 'string' },
  },
  ['action', 'endpoint'],
);

export const VONAGE_NCCO_SCHEMA = { type: 'array', minItems: 1, items: { oneOf: [TALK, CONNECT] } };
