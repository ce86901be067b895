import { SaxesParser } from 'saxes';

/**
 * The name of the root of a well-formed document without a document type and processing instructions, which no carrier
 * reads; null for any other text.
 */
export function xmlRootOf(document: string): string | null {
  const parser = new SaxesParser();
  let root: string | null = null;
  let isSound = document.isWellFormed();
  const refuse = (): void => void (isSound = false);
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('opentag', ({ name }) => void (root ??= name));
  parser.write(document).close();
  return isSound ? root : null;
}
