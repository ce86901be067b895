/** An element as a conforming parser reports it: references resolved, white space of attributes normalised. */
export interface ReadElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  elements: readonly ReadElement[];
  text: string;
}

/** A document that a conforming parser refuses, or a carrier does. */
export class RefusedMarkup extends Error {}

const NAME = /[A-Za-z_][\w.-]*/y;
const SPACE = /[ \t\n]+/y;
const DECLARATION =
  /<\?xml\s+version\s*=\s*(["'])1\.\d\1(?:\s+encoding\s*=\s*(["'])(?:UTF|utf)-8\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/y;
const COMMENT = /<!--(?:(?!--)[^])*-->/y;
const TEXT = /[^<]+/y;
const ATTRIBUTE_VALUE = /"[^"<]*"|'[^'<]*'/y;

const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads a document by XML 1.0; takes no document type, CDATA or processing instruction. @throws RefusedMarkup */
export function readXml(document: string): ReadElement {
  // §2.11: line ends are one line feed before anything else is looked at.
  const reader = new XmlReader(document.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
  return reader.document();
}

class XmlReader {
  private at = 0;

  constructor(private readonly source: string) {
    if (FORBIDDEN.test(source) || !source.isWellFormed()) this.refuse('a character that XML does not have');
  }

  document(): ReadElement {
    this.take(DECLARATION);
    this.skipMisc();
    const root = this.element();
    this.skipMisc();
    if (this.at !== this.source.length) this.refuse('something after the root');
    return root;
  }

  private element(): ReadElement {
    if (!this.source.startsWith('<', this.at)) this.refuse('no element');
    this.at += 1;
    const name = this.take(NAME) ?? this.refuse('no name');
    const attributes = this.attributes();
    if (this.skip('/>')) return { name, attributes, elements: [], text: '' };
    if (!this.skip('>')) this.refuse(`<${name}> that does not end`);
    return { name, attributes, ...this.content(name) };
  }

  private attributes(): Record<string, string> {
    const read: Record<string, string> = {};
    while (this.take(SPACE) !== undefined) {
      const name = this.take(NAME);
      if (name === undefined) break;
      if (Object.hasOwn(read, name)) this.refuse(`${name} twice`);
      this.take(SPACE);
      if (!this.skip('=')) this.refuse(`${name} without a value`);
      this.take(SPACE);
      const quoted = this.take(ATTRIBUTE_VALUE) ?? this.refuse(`${name} without a value`);
      // §3.3.3: white space that is written out becomes a space, white space that is a reference stays.
      read[name] = this.resolve(quoted.slice(1, -1).replace(/[\t\n]/g, ' '));
    }
    return read;
  }

  private content(name: string): Pick<ReadElement, 'elements' | 'text'> {
    const elements: ReadElement[] = [];
    let text = '';
    while (!this.skip(`</${name}`)) {
      const characters = this.take(TEXT);
      if (characters !== undefined) {
        if (characters.includes(']]>')) this.refuse(']]> in text');
        text += this.resolve(characters);
      } else if (this.take(COMMENT) === undefined) {
        elements.push(this.element());
      }
    }
    this.take(SPACE);
    if (!this.skip('>')) this.refuse(`</${name}> that does not end`);
    return { elements, text };
  }

  private resolve(text: string): string {
    return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
      const code = /^#(?:x([\da-fA-F]+)|(\d+))$/.exec(name);
      if (!whole.endsWith(';')) this.refuse('an ampersand that begins no reference');
      const character = code
        ? String.fromCodePoint(parseInt(code[1] ?? code[2] ?? '', code[1] ? 16 : 10))
        : ENTITIES[name];
      return character ?? this.refuse(`the unknown entity ${name}`);
    });
  }

  private skipMisc(): void {
    while (this.take(SPACE) !== undefined || this.take(COMMENT) !== undefined);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private skip(text: string): boolean {
    const isHere = this.source.startsWith(text, this.at);
    if (isHere) this.at += text.length;
    return isHere;
  }

  private refuse(what: string): never {
    throw new RefusedMarkup(`The XML has ${what} at character ${this.at}`);
  }
}
