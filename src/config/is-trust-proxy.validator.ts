import { isIP } from 'node:net';
import type { ValidationOptions } from 'class-validator';
import { ValidateBy } from 'class-validator';

const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

function isTrustProxy(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (/^(true|false|\d{1,2})$/.test(value)) return true;
  return value.split(',').every((part) => NAMED_NETWORKS.has(part.trim()) || isNetwork(part.trim()));
}

/** A value of Express' `trust proxy`: yes, no, a number of proxies, or their addresses and networks. */
export function IsTrustProxy(options: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isTrustProxy', validator: { validate: isTrustProxy } }, options);
}
