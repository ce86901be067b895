import { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';

/** A request as it may have been before something on the way changed it. */
export interface RequestVariant {
  request: InboundRequest;
  /** What is different, in words. */
  words: string;
  /** Whether the body is, or what tells how to read it. */
  isOfBody: boolean;
}

const FORM = 'application/x-www-form-urlencoded';

/** Of objects and lists in each other. What carriers send is flat; anybody else could have us write for long. */
const DEEPEST_JSON = 16;

/** What proxies are known to do with bodies and methods, undone. */
export function requestVariants(request: InboundRequest): RequestVariant[] {
  const text = request.rawBody.toString('utf8');
  const bodies: [words: string, body: string][] = [
    ['a body without white space around it', text.trim()],
    ['a body with a line end', `${text}\n`],
    ['a body with LF line ends', text.replaceAll('\r\n', '\n')],
    ['a body with CRLF line ends', text.replaceAll(/\r?\n/g, '\r\n')],
    ...jsonSpellings(request.json),
  ];
  const other = request.method === 'POST' ? 'GET' : 'POST';
  return [
    ...[...new Map(bodies.map(([words, body]) => [body, words]))]
      .filter(([body]) => body !== text)
      .map(([body, words]) => ({ request: withBody(request, body), words, isOfBody: true })),
    {
      request: withHeaders(request, { ...request.headers, 'content-type': FORM }),
      words: `the media type ${FORM}`,
      isOfBody: true,
    },
    {
      request: new InboundRequest(other, request.target, request.headers, request.rawBody),
      words: `the method ${other}`,
      isOfBody: false,
    },
  ];
}

/** JSON in the two layouts that serializers write by default. */
function jsonSpellings(json: unknown): [words: string, body: string][] {
  if (json === undefined || isDeeper(json, DEEPEST_JSON)) return [];
  const compact = JSON.stringify(json);
  // Texts in JSON hold no line ends, so each of these stands between values.
  const spaced = JSON.stringify(json, null, 1)
    .replaceAll(/([[{])\n\s*/g, '$1')
    .replaceAll(/\n\s*([\]}])/g, '$1')
    .replaceAll(/\n\s*/g, ' ');
  return [
    ['the JSON of the body without white space', compact],
    ['the JSON of the body with spaces', spaced],
  ];
}

function isDeeper(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((value) => isDeeper(value, levels - 1));
}

function withBody({ method, target, headers }: InboundRequest, body: string): InboundRequest {
  return new InboundRequest(method, target, headers, Buffer.from(body));
}

function withHeaders({ method, target, rawBody }: InboundRequest, headers: InboundRequest['headers']): InboundRequest {
  return new InboundRequest(method, target, headers, rawBody);
}
