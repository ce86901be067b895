/** Whether a text is one that the documents allow in a place. */
export type TextRule = (text: string) => boolean;

/** What the documents say of an element. */
export interface ElementRules {
  attributes: Readonly<Record<string, TextRule>>;
  /** Elements that may stand in it, at least one of them; an element without any has text or nothing. */
  elements?: readonly string[];
  /** Left out for elements that have nothing in them. */
  text?: TextRule;
  /** Attributes that do not go together. */
  conflict?: (attributes: Readonly<Record<string, string>>) => string | null;
}

/** The call-control XML of a carrier of the Plivo family, as far as Dialplane makes it. */
export interface CallXmlSchema {
  carrier: string;
  elements: Readonly<Record<string, ElementRules>>;
}

export const isFlag: TextRule = (text) => text === 'true' || text === 'false';

export const isMethod: TextRule = (text) => text === 'GET' || text === 'POST';

export const isPositive: TextRule = (text) => /^[1-9]\d*$/.test(text);

export const isCount: TextRule = (text) => /^\d+$/.test(text);

export const isPhoneNumber: TextRule = (text) => /^\+?[1-9]\d{6,14}$/.test(text);

export const isSipUri: TextRule = (text) => /^sips?:[^\s@]+@[^\s@]+$/.test(text);

export const isWebUrl: TextRule = (text) => isUrlOf(text, ['https:', 'http:']);

/** A WebSocket URL; those have no fragment (RFC 6455 §3). */
export const isSocketUrl: TextRule = (text) => isUrlOf(text, ['wss:', 'ws:']) && !text.includes('#');

export const isTones: TextRule = (text) => /^[0-9*#wW]+$/.test(text);

/** `a=1,b=2`, letters and digits only. */
export const areHeaders: TextRule = (text) => /^[A-Za-z0-9]+=[A-Za-z0-9]+(,[A-Za-z0-9]+=[A-Za-z0-9]+)*$/.test(text);

export function oneOf(...texts: readonly string[]): TextRule {
  return (text) => texts.includes(text);
}

function isUrlOf(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && !/\s/.test(text);
}
