import { xmlRootOf } from './xml-root.js';

/** An element: its attributes and what is inside it, in order. */
export interface XmlElement {
  name: string;
  /** Undefined ones are left out. */
  attributes?: Readonly<Record<string, string | undefined>>;
  /** Text, or elements. */
  content?: string | readonly XmlElement[];
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** Characters that XML 1.0 has no way to write, not even escaped; half a surrogate pair is none at all. */
const UNWRITABLE =
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]';
/** A parser turns a carriage return into a line feed, unless it is a reference. */
const ESCAPED_IN_TEXT = new RegExp(`[&<>\\r]|${UNWRITABLE}`, 'g');
/** A parser turns all white space of an attribute into spaces, unless it is a reference. */
const ESCAPED_IN_ATTRIBUTES = new RegExp(`[&<>"\\t\\n\\r]|${UNWRITABLE}`, 'g');
const PLAIN = /^[ !#-%'-;=?-~]*$/;
const REFERENCES: Readonly<Record<string, string | undefined>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const XML_TYPE = /^\s*(?:text|application)\/xml\s*(?:;|$)/i;

/** A whole document, escaped. Characters that XML cannot hold become U+FFFD. */
export function toXml(root: XmlElement): string {
  return DECLARATION + write(root);
}

/** Whether a text is one well-formed document with this root and without a document type. */
export function isXmlOf(rootName: string, text: string): boolean {
  return xmlRootOf(text) === rootName;
}

/** Whether a content type, as it was sent, is that of XML. */
export function isXmlType(contentType: string): boolean {
  return XML_TYPE.test(contentType);
}

function write({ name, attributes, content = '' }: XmlElement): string {
  let start = name;
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) start += ` ${key}="${escaped(value, ESCAPED_IN_ATTRIBUTES)}"`;
  }
  const inside = typeof content === 'string' ? escaped(content, ESCAPED_IN_TEXT) : content.map(write).join('');
  return inside === '' ? `<${start}/>` : `<${start}>${inside}</${name}>`;
}

/** Most texts are plain, which is seen faster than each character is looked at for being half a pair. */
function escaped(text: string, characters: RegExp): string {
  return PLAIN.test(text) ? text : text.replace(characters, escape);
}

function escape(character: string): string {
  return REFERENCES[character] ?? '\ufffd';
}
