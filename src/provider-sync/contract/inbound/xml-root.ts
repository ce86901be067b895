import { SaxesParser } from 'saxes';

/**
 * The name of the root of a well-formed document without a document type and processing instructions, which no carrier
 * reads; null for any other text.
 */
export function xmlRootOf(document: string): string | null {
  if (!document.isWellFormed()) return null;
  const parser = new SaxesParser();
  let root: string | null = null;
  // At the first fault: a parser that goes on finds as many as a text has characters, and calls wait meanwhile.
  const refuse = (): never => {
    throw new Error('This is not a document that a carrier reads.');
  };
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('opentag', ({ name }) => void (root ??= name));
  try {
    parser.write(document).close();
    return root;
  } catch {
    return null;
  }
}
