import { twilioBadRequest } from './twilio-errors.js';
import type { TwilioNumber } from './twilio-number.js';

const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE_SIZE = 1000;
const PARAMETERS = new Set(['Beta', 'FriendlyName', 'Origin', 'Page', 'PageSize', 'PageToken', 'PhoneNumber']);

/** One page of IncomingPhoneNumbers, newest first, in the envelope of the 2010-04-01 API. */
export function twilioNumberPage(
  numbers: readonly TwilioNumber[],
  path: string,
  query: URLSearchParams,
): Record<string, unknown> {
  for (const name of query.keys()) {
    if (!PARAMETERS.has(name)) throw twilioBadRequest(20001, `Unknown parameter ${name}`);
  }
  const size = wholeNumber(query, 'PageSize', DEFAULT_PAGE_SIZE, 1, LARGEST_PAGE_SIZE);
  const page = wholeNumber(query, 'Page', 0, 0, Number.MAX_SAFE_INTEGER);
  const found = numbers.filter((number) => isWanted(number, query)).reverse();
  const start = startOf(found, query.get('PageToken'));
  const shown = found.slice(start, start + size);
  const pageUri = (at: number, token: string | undefined): string => pageUriOf(path, query, size, at, token);
  const last = shown.at(-1);
  return {
    first_page_uri: pageUri(0, undefined),
    end: Math.max(0, start + shown.length - 1),
    previous_page_uri: page > 0 ? pageUri(page - 1, tokenBefore(found, start, size)) : null,
    incoming_phone_numbers: shown,
    uri: query.size > 0 ? `${path}?${query.toString()}` : path,
    page_size: size,
    start,
    next_page_uri: last && start + size < found.length ? pageUri(page + 1, `PA${last.sid}`) : null,
    page,
  };
}

/** "You can specify partial numbers and use '*' as a wildcard for any digit." */
function fitsPattern(phoneNumber: string, pattern: string): boolean {
  if (!/^\+?[\d*]+$/.test(pattern)) return false;
  return new RegExp(pattern.replace('+', '\\+').replaceAll('*', '\\d')).test(phoneNumber);
}

function isWanted(number: TwilioNumber, query: URLSearchParams): boolean {
  const pattern = query.get('PhoneNumber');
  const name = query.get('FriendlyName');
  const origin = query.get('Origin');
  return (
    (pattern === null || pattern === '' || fitsPattern(number.phone_number, pattern)) &&
    (name === null || name === number.friendly_name) &&
    (origin === null || origin === number.origin) &&
    (query.get('Beta') !== 'false' || !number.beta)
  );
}

/** The token names the last number of the page before, so that a sale in between neither repeats nor skips a number. */
function startOf(found: readonly TwilioNumber[], token: string | null): number {
  if (token === null || token === '') return 0;
  const before = found.findIndex((number) => token === `PA${number.sid}`);
  if (before < 0) throw twilioBadRequest(21481, 'Invalid PageToken');
  return before + 1;
}

function tokenBefore(found: readonly TwilioNumber[], start: number, size: number): string | undefined {
  const before = found[start - size - 1];
  return before && `PA${before.sid}`;
}

function pageUriOf(path: string, query: URLSearchParams, size: number, page: number, token?: string): string {
  const next = new URLSearchParams(query);
  next.set('PageSize', String(size));
  next.set('Page', String(page));
  if (token === undefined) next.delete('PageToken');
  else next.set('PageToken', token);
  return `${path}?${next.toString()}`;
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number, least: number, most: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw twilioBadRequest(20001, `${name} must be from ${least} to ${most}`);
  return value;
}
