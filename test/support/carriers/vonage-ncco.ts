import { Ajv } from 'ajv';
import type { Experience } from './inbound-caller.js';
import { VONAGE_NCCO_SCHEMA } from './vonage-ncco-schema.js';

interface Talk {
  readonly action: 'talk';
  readonly text: string;
  readonly language?: string;
}

type Endpoint =
  | { readonly type: 'websocket'; readonly uri: string; readonly headers?: Readonly<Record<string, unknown>> }
  | { readonly type: 'phone'; readonly number: string }
  | { readonly type: 'sip'; readonly uri: string };

interface Connect {
  readonly action: 'connect';
  readonly endpoint: readonly [Endpoint];
  readonly from?: string;
}

const isNcco = new Ajv().compile<(Talk | Connect)[]>(VONAGE_NCCO_SCHEMA);

/** "A string of up to 1,500 characters (excluding SSML tags)." */
const MAX_TEXT = 1500;
/** "The maximum length of the headers data is 512 bytes." */
const MAX_HEADERS_BYTES = 512;

/** What the caller of a Vonage number experiences after an answer, read as strictly as the documents allow. */
export function understandNcco(answer: { status: number; contentType: string; body: string }): Experience {
  try {
    return experienceOf(answer);
  } catch (error) {
    return { type: 'error', why: error instanceof Error ? error.message : String(error) };
  }
}

function experienceOf({
  status,
  contentType,
  body,
}: {
  status: number;
  contentType: string;
  body: string;
}): Experience {
  if (status !== 200) throw new Error(`the status is ${status}`);
  if (!/^application\/json(; *charset=utf-8)?$/i.test(contentType)) throw new Error(`the type is "${contentType}"`);
  const ncco: unknown = JSON.parse(body);
  if (!isNcco(ncco)) throw new Error(`no valid NCCO: ${JSON.stringify(isNcco.errors)}`);
  const talks = ncco.filter((action) => action.action === 'talk');
  const [first] = ncco;
  if (talks.length === ncco.length) return spoken(talks);
  if (ncco.length > 1 || first?.action !== 'connect') throw new Error('more is done than one thing');
  return connected(first);
}

function spoken(talks: readonly Talk[]): Experience {
  const languages = new Set(talks.map(({ language = 'en-US' }) => language));
  if (languages.size !== 1) throw new Error('the languages are mixed');
  return { type: 'say', text: talks.map(textOf).join(''), language: [...languages].join('') };
}

function textOf({ text }: Talk): string {
  const ssml = /^<speak>([^<>]*)<\/speak>$/.exec(text)?.[1];
  if (ssml === undefined && /^\s*<speak/i.test(text)) throw new Error('the text is no SSML that could be read');
  const plain = ssml?.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&') ?? text;
  if (plain.length > MAX_TEXT) throw new Error(`the text has ${plain.length} characters`);
  return plain;
}

function connected({ endpoint: [endpoint], from }: Connect): Experience {
  if (endpoint.type === 'websocket') return streamed(endpoint);
  // "For both phone and sip endpoint types, the from field must be a Vonage number."
  if (from === undefined) throw new Error('there is no caller id');
  const to = endpoint.type === 'phone' ? `+${endpoint.number}` : endpoint.uri;
  return { type: 'dial', to, calledAddress: `+${from}` };
}

/** As an agent reads it: the first message, and the parameters of the URL that did not fit into it. */
function streamed({ uri, headers = {} }: Endpoint & { readonly type: 'websocket' }): Experience {
  const bytes = Buffer.byteLength(JSON.stringify(headers));
  if (bytes > MAX_HEADERS_BYTES) throw new Error(`the headers have ${bytes} bytes`);
  const first = { event: 'websocket:connected', 'content-type': 'audio/l16;rate=16000' };
  if (Object.keys(headers).some((name) => Object.hasOwn(first, name)))
    throw new Error('a header hides what Vonage says itself');
  const parameters = Object.entries(headers).map(([name, value]) => {
    if (typeof value !== 'string') throw new Error(`the header ${name} is no text`);
    return [name, value] as const;
  });
  const [url = '', query = ''] = uri.split('?', 2);
  const parts = query === '' ? [] : query.split('&');
  const own = parts.filter((part) => !part.startsWith('parameter.'));
  const moved = [...new URLSearchParams(parts.filter((part) => !own.includes(part)).join('&'))];
  return {
    type: 'stream',
    url: own.length === 0 ? url : `${url}?${own.join('&')}`,
    parameters: Object.fromEntries([
      ...moved.map(([name, value]) => [name.slice('parameter.'.length), value] as const),
      ...parameters,
    ]),
  };
}
