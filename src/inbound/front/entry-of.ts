import type { Entry } from '../dispatch/entry.js';

const BASE = '/api/v1/telephony/';
const INBOUND = `${BASE}inbound/`;
const PROVIDER = /^[a-z][a-z0-9_]{1,31}$/;
const EVENTS = /^([a-z][a-z0-9_]{1,31})\/events$/;

/** Through which URL of carriers a request came; null for everything else. @param path without query */
export function entryOf(path: string): Entry | null {
  if (!path.startsWith(BASE)) return null;
  if (!path.startsWith(INBOUND)) {
    const provider = EVENTS.exec(path.slice(BASE.length))?.[1];
    return provider === undefined ? null : { provider, purpose: 'status' };
  }
  const place = path.slice(INBOUND.length);
  if (place === 'run') return { provider: null, purpose: 'answer' };
  if (place === 'fallback') return { provider: null, purpose: 'fallback' };
  return PROVIDER.test(place) ? { provider: place, purpose: 'answer' } : null;
}
