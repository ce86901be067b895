import type { IncomingHttpHeaders } from 'node:http';
import type { Spelling, SpellingChange } from './spelling.js';
import { unique } from './spelling.js';

/** What is known of the URLs below which this service may be called. */
export interface BaseFacts {
  /** `PUBLIC_BASE_URL`; null when it is not set. */
  publicBaseUrl: string | null;
  /** What `PUBLIC_BASE_URL` was before. */
  formerBaseUrls: readonly string[];
  /** The URL that the request was sent to, where somebody has seen it. */
  seenUrl: string | null;
  headers: Readonly<IncomingHttpHeaders>;
  /** On which this process listens. */
  port: number;
}

interface Base {
  scheme: string;
  host: string;
  /** With its colon; empty when it is not written. */
  port: string;
  /** Path before that of the API, without a slash at its end. */
  prefix: string;
}

interface Option {
  value: string;
  change: SpellingChange | null;
}

const BASE = /^(https?):\/\/(\[[^\]]+\]|[^/:?#]+)(:\d+)?([^?#]*)$/i;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** A forwarding client can name as many as it likes. */
const MOST_HOSTS = 5;
const MOST_FORMER_BASES = 10;
const MOST_PORTS = 4;

/** Where the paths of this service begin. */
const API = '/api/v1/';

/** The ways in which what stands before the path of the API may have been written, the likely ones first. */
export function baseSpellings(facts: BaseFacts): Spelling[] {
  const expected = baseOf(facts.publicBaseUrl ?? '');
  const former = facts.formerBaseUrls
    .slice(-MOST_FORMER_BASES)
    .filter((url) => url !== facts.publicBaseUrl)
    .map((url): Spelling => ({ text: url, changes: [{ kind: 'former_base', words: `the former ${url}` }] }));
  const ofExpected = expected === null ? [] : variantsOf(expected, null, facts);
  const others = hostsOf(facts, expected).flatMap((base) =>
    variantsOf(base, { kind: 'host', words: `host ${base.host}` }, facts),
  );
  return unique([...ofExpected, ...former, ...others]);
}

function baseOf(url: string): Base | null {
  const [, scheme, host, port = '', path = ''] = BASE.exec(url) ?? [];
  if (scheme === undefined || host === undefined) return null;
  return { scheme: scheme.toLowerCase(), host, port, prefix: path.replace(/\/+$/, '') };
}

/** The hosts that the request itself names. They are only tried: that one passes proves that a secret of ours signed it. */
function hostsOf(facts: BaseFacts, expected: Base | null): Base[] {
  const scheme = expected?.scheme ?? 'https';
  const prefix = expected?.prefix ?? '';
  const hosts = namedHosts(facts).map(({ host, port }): Base => ({ scheme, host, port, prefix }));
  const seen = facts.seenUrl === null ? null : baseOf(beforeApi(facts.seenUrl));
  return [...(seen === null ? [] : [seen]), ...hosts].filter(({ host }) => host !== expected?.host);
}

function namedHosts({ headers }: BaseFacts): Pick<Base, 'host' | 'port'>[] {
  const named = [
    ...listOf(headers['x-forwarded-host']),
    ...forwardedHosts(headers['forwarded']),
    ...listOf(headers['x-original-host']),
    ...listOf(headers.host),
  ];
  return [...new Set(named)].slice(0, MOST_HOSTS).flatMap((text) => {
    const [, host, port = ''] = HOST.exec(text) ?? [];
    return host === undefined ? [] : [{ host, port }];
  });
}

function beforeApi(url: string): string {
  const at = url.indexOf(API);
  return at === -1 ? url.replace(/[?#].*$/, '') : url.slice(0, at);
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

/** RFC 7239 §4. */
function forwardedHosts(header: string | string[] | undefined): string[] {
  return listOf(header).flatMap((element) => /(?:^|;)\s*host="?([^";]+)"?/i.exec(element)?.[1] ?? []);
}

function variantsOf(base: Base, change: SpellingChange | null, facts: BaseFacts): Spelling[] {
  const own = change === null ? [] : [change];
  return schemesOf(base).flatMap((scheme) =>
    portsOf(base, scheme.value, facts).flatMap((port) =>
      prefixesOf(base, facts).map((prefix) => ({
        text: `${scheme.value}://${base.host}${port.value}${prefix.value}`,
        changes: [...own, ...[scheme, port, prefix].flatMap((option) => option.change ?? [])],
      })),
    ),
  );
}

function schemesOf({ scheme }: Base): Option[] {
  const other = scheme === 'https' ? 'http' : 'https';
  return [
    { value: scheme, change: null },
    { value: other, change: { kind: 'scheme', words: `${other} instead of ${scheme}` } },
  ];
}

function portsOf(base: Base, scheme: string, facts: BaseFacts): Option[] {
  const forwarded = listOf(facts.headers['x-forwarded-port']).filter((text) => /^\d{1,5}$/.test(text));
  const named = namedHosts(facts).flatMap(({ host, port }) => (host === base.host ? [port] : []));
  const likely = ['', DEFAULT_PORTS[scheme] ?? '', ...forwarded.map((text) => `:${text}`), ...named, `:${facts.port}`];
  const different = [...new Set(likely)].filter((value) => value !== base.port).slice(0, MOST_PORTS);
  return [
    { value: base.port, change: null },
    ...different.map((value): Option => ({
      value,
      change: { kind: 'port', words: value === '' ? 'no port' : `port ${value.slice(1)}` },
    })),
  ];
}

function prefixesOf(base: Base, { headers }: BaseFacts): Option[] {
  const forwarded = listOf(headers['x-forwarded-prefix'])
    .slice(0, 1)
    .flatMap((text) => (/^\/[\w./~-]*$/.test(text) ? [text.replace(/\/+$/, '')] : []));
  const different = [...new Set(['', ...forwarded])].filter((value) => value !== base.prefix);
  return [
    { value: base.prefix, change: null },
    ...different.map((value): Option => ({
      value,
      change: { kind: 'prefix', words: value === '' ? `without the path ${base.prefix}` : `below the path ${value}` },
    })),
  ];
}
