import type { CallXmlSchema, ElementRules } from './call-xml-schema.js';
import type { ReadElement } from './read-xml.js';
import { readXml, RefusedMarkup } from './read-xml.js';

/**
 * Reads a document as a carrier does that refuses everything its documents do not name.
 * @throws RefusedMarkup that says what the carrier refuses
 */
export function readCallXml(document: string, schema: CallXmlSchema): ReadElement {
  const root = readXml(document);
  if (root.name !== 'Response') throw new RefusedMarkup(`The root is <${root.name}>, not <Response>.`);
  check(root, schema);
  return root;
}

function check(element: ReadElement, schema: CallXmlSchema): void {
  const { name, attributes, elements } = element;
  const rules = schema.elements[name];
  if (rules === undefined) throw new RefusedMarkup(`${schema.carrier} documents no <${name}>.`);
  for (const [attribute, value] of Object.entries(attributes)) {
    const rule = rules.attributes[attribute];
    if (rule === undefined) throw new RefusedMarkup(`${schema.carrier} documents no "${attribute}" of <${name}>.`);
    if (!rule(value)) throw new RefusedMarkup(`${attribute}="${value}" of <${name}> is not allowed.`);
  }
  const conflict = rules.conflict?.(attributes) ?? null;
  if (conflict !== null) throw new RefusedMarkup(conflict);
  checkInside(element, rules);
  for (const inner of elements) check(inner, schema);
}

function checkInside({ name, elements, text }: ReadElement, rules: ElementRules): void {
  const stranger = elements.find((inner) => !rules.elements?.includes(inner.name));
  if (stranger) throw new RefusedMarkup(`<${stranger.name}> must not stand in <${name}>.`);
  if (rules.elements && elements.length === 0) throw new RefusedMarkup(`There is nothing in <${name}>.`);
  if (rules.text ? !rules.text(text.trim()) : text.trim() !== '') {
    throw new RefusedMarkup(`The text "${text}" is not allowed in <${name}>.`);
  }
}
