/** What an element may have; an attribute that is not here is refused. */
export interface ElementRule {
  attributes?: Readonly<Record<string, RegExp>>;
  required?: readonly string[];
  /** Elements that may be inside it; none when left out. */
  elements?: readonly string[];
  /** What its text must be; none may be there when left out. */
  text?: RegExp;
}

/** A markup of the TwiML family, as its carrier documents it. */
export interface TwimlDialect {
  /** By the name of the element. */
  rules: Readonly<Record<string, ElementRule>>;
  /** Bytes of a document. */
  longestDocument: number;
  /** Characters of name and value of a `<Parameter>` together. */
  longestParameter: number;
  /** What is spoken when `<Say>` names no language. */
  defaultLanguage: string;
  /** The address that the carrier really connects a stream to. */
  streamUrl(url: string): string;
}
