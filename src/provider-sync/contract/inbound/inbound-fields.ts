import type { InboundParams } from './inbound-request.js';

const ID = /^[\x21-\x7e]{1,255}$/;
const LONGEST_ADDRESS = 255;
const INTERNATIONAL_DIGITS = /^[1-9]\d{6,14}$/;
const SECONDS = /^\d{1,9}$/;
const COUNTRY = /^[A-Z]{2}$/;
/** What databases and terminals stumble over; never dropped, because that could make another address. */
const CONTROL = /[\p{Cc}\p{Cs}]/gu;
const UNREADABLE = '\ufffd';
/** What carriers write in the place of a number that the caller does not show. */
const WITHHELD = /^\+?(?:anonymous|blocked|private|restricted|unavailable|unknown|withheld)(?:@.*)?$/i;

/** Fields of a form or a query as single texts. A field that is sent more than once says nothing sure: it counts as not sent. */
export class InboundFields {
  constructor(private readonly params: InboundParams) {}

  /** Empty when it was not sent. */
  text(name: string): string {
    const value = this.params[name];
    return typeof value === 'string' ? value : '';
  }

  /** An id of printable ASCII, at most 255 characters; null for everything else. */
  id(name: string): string | null {
    const text = this.text(name);
    return ID.test(text) ? text : null;
  }

  /** An address as the address parser reads it: international numbers get their plus; empty when withheld. */
  address(name: string): string {
    const text = bounded(this.text(name)).trim().replace(CONTROL, UNREADABLE);
    if (WITHHELD.test(text)) return '';
    return INTERNATIONAL_DIGITS.test(text) ? `+${text}` : text;
  }

  /** Whole seconds; null when it was not sent or is no such number. */
  seconds(name: string): number | null {
    const text = this.text(name);
    return SECONDS.test(text) ? Number(text) : null;
  }

  /** ISO 3166-1 alpha-2; null when it was not sent or is no such code. */
  country(name: string): string | null {
    const text = this.text(name);
    return COUNTRY.test(text) ? text : null;
  }

  /** Everything, by name; of what is sent more than once, the first. */
  flat(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.params).map(([name, value]) => [name, (Array.isArray(value) ? value[0] : value) ?? '']),
    );
  }
}

/** Marked where it was cut, because the beginning of an address can be another one. */
function bounded(text: string): string {
  return text.length <= LONGEST_ADDRESS ? text : text.slice(0, LONGEST_ADDRESS - 1) + UNREADABLE;
}
