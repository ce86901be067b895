import type { IncomingHttpHeaders } from 'node:http';
import { parse } from 'node:querystring';

/** Decoded names and values; a name that is sent more than once has a list. */
export type InboundParams = Readonly<NodeJS.Dict<string | string[]>>;

const FORM = 'application/x-www-form-urlencoded';

/**
 * A webhook as it came over the wire. Signatures are checked over what is here, never over something that was parsed
 * and written again.
 */
export class InboundRequest {
  private parsedQuery: InboundParams | undefined;
  private parsedForm: InboundParams | undefined;
  private parsedJson: { value: unknown } | undefined;

  constructor(
    readonly method: 'GET' | 'POST',
    /** Path and query exactly as they were received, from the first slash. */
    readonly target: string,
    /** Names in lower case, as Node gives them. */
    readonly headers: Readonly<IncomingHttpHeaders>,
    readonly rawBody: Buffer,
  ) {}

  /** Parameters of the URL. */
  get query(): InboundParams {
    this.parsedQuery ??= parse(afterQuestionMark(this.target));
    return this.parsedQuery;
  }

  /** Fields of a form in the body; empty when the body is none. */
  get form(): InboundParams {
    this.parsedForm ??= this.isOfType(FORM) ? parse(this.rawBody.toString('utf8')) : {};
    return this.parsedForm;
  }

  /** The body as JSON; undefined when it is none. */
  get json(): unknown {
    this.parsedJson ??= { value: parseJson(this.rawBody) };
    return this.parsedJson.value;
  }

  /** A header as one text; undefined when it was not sent. */
  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** A field of the form or else a parameter of the URL; undefined when there is none, the first when there are more. */
  param(name: string): string | undefined {
    const value = this.form[name] ?? this.query[name];
    return Array.isArray(value) ? value[0] : value;
  }

  private isOfType(type: string): boolean {
    return (this.headers['content-type'] ?? '').toLowerCase().startsWith(type);
  }
}

function afterQuestionMark(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? '' : target.slice(at + 1);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
