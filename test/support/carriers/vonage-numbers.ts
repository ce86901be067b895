import type { CarrierAnswer } from './carrier-answer.js';
import { isHttpUrl } from './http-url.js';
import { mediaType } from './media-type.js';
import type { RecordedRequest } from './recorded-request.js';
import type { VonageAccount } from './vonage-account.js';
import { type VonageNumber, vonageNumberResource, type VonageNumberSettings } from './vonage-number.js';
import { vonageNumberBody, vonageNumberRefusal } from './vonage-number-errors.js';

const CREDENTIALS = ['api_key', 'api_secret'];
const FILTERS = ['application_id', 'country', 'has_application', 'index', 'pattern', 'search_pattern', 'size'];
const SETTINGS = [
  'app_id',
  'messagesCallbackType',
  'messagesCallbackValue',
  'moHttpUrl',
  'moSmppSysType',
  'voiceCallbackType',
  'voiceCallbackValue',
  'voiceStatusCallback',
] as const;

/** `GET /account/numbers`: pages are counted from 1, and a page with nothing on it is `{}`. */
export function listVonageNumbers(account: VonageAccount, { method, query }: RecordedRequest): CarrierAnswer {
  if (method !== 'GET') throw vonageNumberRefusal(405);
  refuseUnknown(query, FILTERS);
  const size = wholeNumber(query, 'size', 10);
  const index = wholeNumber(query, 'index', 1);
  if (size > 100) throw vonageNumberRefusal(420);
  const found = [...account.numbers.values()].filter((number) => isWanted(number, query));
  const shown = found.slice((index - 1) * size, index * size);
  if (shown.length === 0) return { status: 200, body: {} };
  return { status: 200, body: { count: found.length, numbers: shown.map(vonageNumberResource) } };
}

/** `POST /number/update` replaces every setting of the number: what is absent or empty is cleared. */
export function updateVonageNumber(account: VonageAccount, request: RecordedRequest): CarrierAnswer {
  if (request.method !== 'POST') throw vonageNumberRefusal(405);
  if (mediaType(request) !== 'application/x-www-form-urlencoded') throw vonageNumberRefusal(415);
  refuseUnknown(request.query, []);
  const form = new URLSearchParams(request.body);
  refuseUnknown(form, ['country', 'msisdn', ...SETTINGS]);
  const number = account.numbers.get(form.get('msisdn') ?? '');
  if (!number || number.country !== form.get('country')) throw vonageNumberRefusal(420);
  const { country, msisdn, type, features } = number;
  account.numbers.set(msisdn, { country, msisdn, type, features, ...readSettings(form, account) });
  return { status: 200, body: vonageNumberBody(200) };
}

function isWanted(number: VonageNumber, query: URLSearchParams): boolean {
  const country = query.get('country');
  const application = query.get('application_id');
  const hasApplication = query.get('has_application');
  return (
    (country === null || country === number.country) &&
    (application === null || application === number.app_id) &&
    (hasApplication === null || hasApplication === String(number.app_id !== undefined)) &&
    fitsPattern(number.msisdn, query.get('pattern') ?? '', query.get('search_pattern') ?? '0')
  );
}

/** 0 starts with, 1 contains, 2 ends with. */
function fitsPattern(msisdn: string, pattern: string, strategy: string): boolean {
  if (strategy === '0') return msisdn.startsWith(pattern);
  if (strategy === '1') return msisdn.includes(pattern);
  if (strategy === '2') return msisdn.endsWith(pattern);
  throw vonageNumberRefusal(420);
}

function readSettings(form: URLSearchParams, account: VonageAccount): VonageNumberSettings {
  const settings = Object.fromEntries(
    SETTINGS.map((name) => [name, form.get(name) ?? ''] as const).filter(([, value]) => value !== ''),
  );
  const isValid =
    (settings['app_id'] === undefined || account.applications.has(settings['app_id'])) &&
    isOptionalUrl(settings['moHttpUrl']) &&
    isOptionalUrl(settings['voiceStatusCallback']) &&
    isCallback(settings['voiceCallbackType'], settings['voiceCallbackValue'], account) &&
    isMessagesCallback(settings['messagesCallbackType'], settings['messagesCallbackValue'], account);
  if (!isValid) throw vonageNumberRefusal(420);
  // The callback types are among the known ones: isCallback and isMessagesCallback have seen to it.
  return settings;
}

/** "This must be used with the voiceCallbackValue parameter." */
function isCallback(type: string | undefined, value: string | undefined, account: VonageAccount): boolean {
  switch (type) {
    case undefined:
      return value === undefined;
    case 'tel':
      return /^\d+$/.test(value ?? '');
    case 'sip':
      return value !== undefined && /^(sips?:)?\S+$/.test(value);
    case 'app':
      return account.applications.has(value ?? '');
    default:
      return false;
  }
}

function isMessagesCallback(type: string | undefined, value: string | undefined, account: VonageAccount): boolean {
  if (type === undefined) return value === undefined;
  return type === 'app' && account.applications.has(value ?? '');
}

function isOptionalUrl(value: string | undefined): boolean {
  return value === undefined || isHttpUrl(value);
}

function refuseUnknown(parameters: URLSearchParams, known: readonly string[]): void {
  for (const name of parameters.keys()) {
    if (!known.includes(name) && !CREDENTIALS.includes(name)) throw vonageNumberRefusal(420);
  }
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^[1-9]\d*$/.test(text)) throw vonageNumberRefusal(420);
  return Number(text);
}
