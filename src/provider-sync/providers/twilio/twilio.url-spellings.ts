import { parse, stringify } from 'node:querystring';

const PARTS = /^([a-z][a-z\d+.-]*:\/\/)([^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#]*)(:[^/?#]*)?(.*)$/is;

/**
 * The spellings of a URL that Twilio may have signed, the likely one first: without and with the port, as it was
 * configured and as it is normalised, with its query as it is and as older parts of Twilio encode it.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function* urlSpellings(url: string): Generator<string> {
  yield withoutPort(url);
  yield withPort(url);
  const normalised = URL.parse(url)?.href;
  if (normalised === undefined) return;
  for (const spelling of [withoutPort(normalised), withPort(normalised)]) {
    yield spelling;
    yield withEncodedQuery(spelling);
  }
}

function withoutPort(url: string): string {
  const [, scheme = '', user = '', host = '', , rest = url] = PARTS.exec(url) ?? [];
  return scheme + user + host + rest;
}

/** Adds the port of the scheme, unless there is one. */
function withPort(url: string): string {
  const [, scheme = '', user = '', host = '', port, rest = url] = PARTS.exec(url) ?? [];
  if (scheme === '') return url;
  return scheme + user + host + (port ?? (scheme.toLowerCase() === 'https://' ? ':443' : ':80')) + rest;
}

function withEncodedQuery(url: string): string {
  const at = url.indexOf('?') + 1;
  return at === 0 || at === url.length ? url : url.slice(0, at) + stringify(parse(url.slice(at)));
}
