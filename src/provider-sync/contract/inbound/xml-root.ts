const NAME = '[A-Za-z_:][\\w:.-]*';
const ATTRIBUTE = `\\s+(${NAME})\\s*=\\s*(?:"[^"<]*"|'[^'<]*')`;

/** §2.8 of XML 1.0. */
const DECLARATION = new RegExp(
  '\\ufeff?(?:<\\?xml\\s+version\\s*=\\s*(?:"1\\.\\d"|\'1\\.\\d\')' +
    '(?:\\s+encoding\\s*=\\s*(?:"[\\w.-]+"|\'[\\w.-]+\'))?' +
    '(?:\\s+standalone\\s*=\\s*(?:"(?:yes|no)"|\'(?:yes|no)\'))?\\s*\\?>)?',
  'y',
);
/** What follows it, §2 and §3; no document type and no processing instruction, which no carrier reads. */
const TOKEN = new RegExp(
  [
    '<!--(?:(?!--)[^])*-->',
    '(?<cdata><!\\[CDATA\\[[^]*?\\]\\]>)',
    `<(?<start>${NAME})(?<attributes>(?:${ATTRIBUTE})*)\\s*(?<isEmpty>/?)>`,
    `</(?<end>${NAME})\\s*>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'y',
);
const ATTRIBUTES = new RegExp(ATTRIBUTE, 'g');
/** References to what no document type declares. */
const UNKNOWN_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/;
/** Characters that XML does not have. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * The name of the root of a well-formed document without a document type; null for any other text. Names are ASCII, as
 * in all markups of carriers.
 */
export function xmlRootOf(document: string): string | null {
  if (FORBIDDEN.test(document) || !document.isWellFormed()) return null;
  const open: string[] = [];
  let root: string | null = null;
  DECLARATION.lastIndex = 0;
  TOKEN.lastIndex = DECLARATION.exec(document)?.[0].length ?? 0;
  while (TOKEN.lastIndex < document.length) {
    const token = TOKEN.exec(document)?.groups;
    if (!token || !isInPlace(token, open, root) || !isSound(token)) return null;
    root ??= token['start'] ?? null;
    if (token['end'] !== undefined) open.pop();
    if (token['start'] !== undefined && token['isEmpty'] === '') open.push(token['start']);
  }
  return open.length === 0 ? root : null;
}

type Token = Readonly<Record<string, string | undefined>>;

/** Whether it may stand there: one root, nothing but space around it, and every end fits its start. */
function isInPlace({ start, end, text = '', cdata }: Token, open: readonly string[], root: string | null): boolean {
  if (end !== undefined) return end === open.at(-1);
  if (open.length > 0) return true;
  return start === undefined ? cdata === undefined && text.trim() === '' : root === null;
}

function isSound({ attributes = '', text = '' }: Token): boolean {
  const names = [...attributes.matchAll(ATTRIBUTES)].map(([, name]) => name);
  return (
    new Set(names).size === names.length &&
    !text.includes(']]>') &&
    !UNKNOWN_REFERENCE.test(text) &&
    !UNKNOWN_REFERENCE.test(attributes)
  );
}
