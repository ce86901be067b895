import { XMLBuilder, XMLValidator } from 'fast-xml-parser';

/** An element: its attributes and what is inside it, in order. */
export interface XmlElement {
  name: string;
  /** Undefined ones are left out. */
  attributes?: Readonly<Record<string, string | undefined>>;
  /** Text, or elements. */
  content?: string | readonly XmlElement[];
}

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  attributesGroupName: ':@',
  suppressEmptyNode: true,
  processEntities: true,
});

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** Characters that XML 1.0 has no way to write, not even escaped. */
// eslint-disable-next-line no-control-regex -- these are the characters that are meant
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A whole document, escaped. */
export function toXml(root: XmlElement): string {
  return DECLARATION + builder.build([node(root)]);
}

/** Whether a text is one well-formed document with this root. */
export function isXmlOf(rootName: string, text: string): boolean {
  return XMLValidator.validate(text) === true && new RegExp(`<${rootName}[\\s/>]`).test(text);
}

function node({ name, attributes, content }: XmlElement): object {
  const children = typeof content === 'string' ? [{ '#text': writable(content) }] : (content ?? []).map(node);
  if (!attributes) return { [name]: children };
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, writable(value)] as const],
  );
  return { [name]: children, ':@': Object.fromEntries(written) };
}

function writable(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd');
}
