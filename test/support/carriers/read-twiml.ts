import type { Experience } from './inbound-caller.js';
import type { ReadElement } from './read-xml.js';
import { readXml, RefusedMarkup } from './read-xml.js';
import type { TwimlDialect } from './twiml-dialect.js';

/** What a caller experiences after an answer in a markup of the TwiML family, read as strictly as documented. */
export function readTwiml(
  answer: { status: number; contentType: string; body: string },
  dialect: TwimlDialect,
): Experience {
  if (answer.status !== 200) return { type: 'error', why: `HTTP ${answer.status}` };
  if (!/^(?:text|application)\/xml(?: *; *charset="?utf-8"?)?$/i.test(answer.contentType)) {
    return { type: 'error', why: `Content-Type ${answer.contentType}` };
  }
  if (Buffer.byteLength(answer.body) > dialect.longestDocument)
    return { type: 'error', why: 'the document is too long' };
  try {
    const root = readXml(answer.body);
    if (root.name !== 'Response') throw new RefusedMarkup(`<${root.name}> as root`);
    check(root, dialect);
    return experienceOf(root, dialect);
  } catch (error) {
    if (error instanceof RefusedMarkup) return { type: 'error', why: error.message };
    throw error;
  }
}

function check(element: ReadElement, dialect: TwimlDialect): void {
  const rule = Object.hasOwn(dialect.rules, element.name) ? dialect.rules[element.name] : undefined;
  if (!rule) throw new RefusedMarkup(`<${element.name}> is no element`);
  for (const [name, value] of Object.entries(element.attributes)) {
    if (!rule.attributes?.[name]?.test(value)) throw new RefusedMarkup(`${name}="${value}" of <${element.name}>`);
  }
  for (const name of rule.required ?? []) {
    if (!Object.hasOwn(element.attributes, name)) throw new RefusedMarkup(`<${element.name}> without ${name}`);
  }
  const text = element.elements.length > 0 ? element.text.trim() : element.text;
  if (rule.text && element.elements.length === 0 ? !rule.text.test(text) : text.trim() !== '') {
    throw new RefusedMarkup(`"${text}" in <${element.name}>`);
  }
  for (const inner of element.elements) {
    if (!rule.elements?.includes(inner.name)) throw new RefusedMarkup(`<${inner.name}> in <${element.name}>`);
    check(inner, dialect);
  }
}

/** The first verb; what may follow it is the end of the call. */
function experienceOf(root: ReadElement, dialect: TwimlDialect): Experience {
  const [verb, ...rest] = root.elements;
  if (!verb) throw new RefusedMarkup('no verb');
  if (rest.some(({ name }) => name !== 'Hangup')) throw new RefusedMarkup(`more after <${verb.name}>`);
  switch (verb.name) {
    case 'Connect':
      return streamOf(only(verb), dialect);
    case 'Dial': {
      const to = verb.elements.length > 0 ? only(verb).text : verb.text;
      return { type: 'dial', to: to.trim(), calledAddress: verb.attributes['callerId'] ?? '' };
    }
    case 'Say':
      return { type: 'say', text: verb.text, language: verb.attributes['language'] ?? dialect.defaultLanguage };
    default:
      throw new RefusedMarkup(`<${verb.name}> before anything is heard`);
  }
}

function streamOf(stream: ReadElement, dialect: TwimlDialect): Experience {
  const parameters = new Map<string, string>();
  for (const { attributes } of stream.elements) {
    const { name = '', value = '' } = attributes;
    if (parameters.has(name)) throw new RefusedMarkup(`the parameter ${name} twice`);
    if (name.length + value.length > dialect.longestParameter) throw new RefusedMarkup(`the long parameter ${name}`);
    parameters.set(name, value);
  }
  const url = dialect.streamUrl(stream.attributes['url'] ?? '');
  return { type: 'stream', url, parameters: togetherAgain(parameters) };
}

/** What an agent does with values that were sent in parts, `notes.1`, `notes.2` and so on. */
function togetherAgain(parameters: ReadonlyMap<string, string>): Record<string, string> {
  const whole = new Map<string, string>();
  for (const [sent, value] of parameters) {
    const name = sent.replace(/\.\d+$/, '');
    whole.set(name, (whole.get(name) ?? '') + value);
  }
  return Object.fromEntries(whole);
}

function only(verb: ReadElement): ReadElement {
  const [noun, ...more] = verb.elements;
  if (!noun || more.length > 0) throw new RefusedMarkup(`<${verb.name}> with ${verb.elements.length} elements`);
  return noun;
}
