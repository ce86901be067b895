import { accept, type AddressResult, type RefusedAddress, refuse } from './address-result.js';
import { canonicalSipHost } from './sip-host.js';
import { canonicalSipParameters } from './sip-parameters.js';

const USER = /^(?:[A-Za-z0-9_.!~*'()&=+$,;?/-]|%[0-9A-Fa-f]{2})+$/;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/;
const ESCAPED_CONTROL = /%(?:[01][0-9a-f]|7f)/i;
const LARGEST_PORT = 65_535;

const notValid = (detail: string): RefusedAddress => refuse('address_not_valid', detail);

/**
 * Reads a folded `sip:` or `sips:` URI (RFC 3261 §19.1) and gives its canonical form: scheme and host in lower case, the
 * user as written, no default port, parameters sorted by name. Whatever is no part of an address is refused.
 */
export function parseSipUri(uri: string): AddressResult {
  const colon = uri.indexOf(':');
  const scheme = uri.slice(0, colon).toLowerCase();
  const rest = uri.slice(colon + 1);
  const outOfPlace = findOutOfPlace(rest);
  if (outOfPlace !== null) {
    return notValid(outOfPlace);
  }
  const at = rest.indexOf('@');
  const user = canonicalUser(at === -1 ? null : rest.slice(0, at));
  if (typeof user !== 'string') {
    return user;
  }
  const target = canonicalTarget(rest.slice(at + 1), scheme);
  return typeof target === 'string' ? accept('sip_uri', `${scheme}:${user}${target}`) : target;
}

/** What people and other systems write into a SIP URI that an address cannot have, as a sentence; null when there is none. */
function findOutOfPlace(rest: string): string | null {
  if (rest.startsWith('//')) {
    return 'A SIP URI has no slashes after the colon: write it like sip:user@host.';
  }
  if (ESCAPED_CONTROL.test(rest)) {
    return 'The SIP URI has a percent-encoded control character; remove it.';
  }
  if (rest.split('@').length > 2) {
    return 'The SIP URI has more than one @; write an @ that belongs to the user as %40.';
  }
  // A "?" before the @ belongs to the user. Headers are for a call being set up (RFC 3261 §19.1.1, table 1: none in a
  // Request-URI), and could change it, e.g. ?Replaces=.
  if (rest.slice(rest.indexOf('@') + 1).includes('?')) {
    return 'The SIP URI has headers, which are no part of an address: remove the ? and what follows it.';
  }
  return null;
}

function canonicalUser(user: string | null): string | RefusedAddress {
  if (user === null) {
    return '';
  }
  if (user === '') {
    return notValid('The SIP URI has nothing before the @: write it like sip:user@host.');
  }
  // Addresses are shown, logged and compared; a password would be too.
  if (user.includes(':')) {
    return notValid('The SIP URI has a password, which has no place in an address: remove the : and what follows it.');
  }
  if (!USER.test(user)) {
    return notValid(
      'The SIP URI has a character before the @ that must be percent-encoded as UTF-8, such as %20 for a space.',
    );
  }
  return `${user}@`;
}

function canonicalTarget(target: string, scheme: string): string | RefusedAddress {
  const [authority = '', ...parameters] = target.split(';');
  const parts = HOST_AND_PORT.exec(authority);
  const host = canonicalSipHost(parts?.[1] ?? authority);
  const port = canonicalPort(parts?.[2], scheme);
  const suffix = canonicalSipParameters(parameters);
  if (typeof host !== 'string') {
    return host;
  }
  if (typeof port !== 'string') {
    return port;
  }
  return typeof suffix === 'string' ? host + port + suffix : suffix;
}

function canonicalPort(text: string | undefined, scheme: string): string | RefusedAddress {
  if (text === undefined) {
    return '';
  }
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > LARGEST_PORT) {
    return notValid('The SIP URI has no valid port: it is a number from 1 to 65535.');
  }
  return port === (scheme === 'sips' ? 5061 : 5060) ? '' : `:${String(port)}`;
}
