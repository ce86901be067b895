import { readCallXml } from './call-xml-reader.js';
import type { CallXmlSchema } from './call-xml-schema.js';
import type { Experience } from './inbound-caller.js';
import type { ReadElement } from './read-xml.js';
import { RefusedMarkup } from './read-xml.js';

/** Plivo and Vobiz both: "The maximum allowed size of the XML document … is 100 KB." */
const LARGEST_DOCUMENT = 100_000;

/** What a caller experiences after an answer to a carrier of the Plivo family. */
export function understandCallXml(
  { status, contentType, body }: { status: number; contentType: string; body: string },
  schema: CallXmlSchema,
): Experience {
  if (status !== 200) return { type: 'error', why: `The status is ${status}.` };
  if (!/^(?:application|text)\/xml *(?:;|$)/.test(contentType)) {
    return { type: 'error', why: `The type "${contentType}" is not XML.` };
  }
  if (Buffer.byteLength(body) > LARGEST_DOCUMENT) return { type: 'error', why: 'The document is too large.' };
  try {
    return experience(readCallXml(body, schema).elements);
  } catch (error) {
    if (error instanceof RefusedMarkup) return { type: 'error', why: error.message };
    throw error;
  }
}

/** Elements are executed in order; after the last one the carrier hangs up. */
function experience(elements: readonly ReadElement[]): Experience {
  const [first, second, ...rest] = elements;
  if (first?.name === 'Speak' && (second === undefined || second.name === 'Hangup') && rest.length === 0) {
    return { type: 'say', text: first.text, language: first.attributes['language'] ?? 'en-US' };
  }
  if (first !== undefined && second === undefined) {
    if (first.name === 'Stream') return stream(first);
    if (first.name === 'Dial') return dial(first);
  }
  throw new RefusedMarkup(
    `Nobody has said what a caller hears from ${elements.map(({ name }) => `<${name}>`).join('')}.`,
  );
}

function stream({ attributes, text }: ReadElement): Experience {
  if (attributes['bidirectional'] !== 'true') throw new RefusedMarkup('The agent hears the caller and cannot answer.');
  if (attributes['keepCallAlive'] !== 'true')
    throw new RefusedMarkup('End of XML instructions: the call ends when the stream begins.');
  const socket = text.trim();
  return {
    type: 'stream',
    url: socket.replace(/\?.*$/, ''),
    parameters: Object.fromEntries(new URL(socket).searchParams),
  };
}

function dial({ attributes, elements: [party, ...others] }: ReadElement): Experience {
  if (party === undefined || others.length > 0) throw new RefusedMarkup('Not one party is dialled.');
  const callerId = attributes['callerId'];
  if (callerId === undefined) throw new RefusedMarkup('The call goes on with a number that the account does not own.');
  const to = party.name === 'User' ? party.text : plus(party.text);
  return { type: 'dial', to, calledAddress: plus(callerId) };
}

function plus(number: string): string {
  return number.startsWith('+') ? number : `+${number}`;
}
