import type { ValidationOptions } from 'class-validator';
import { ValidateBy } from 'class-validator';
import { isNetwork } from '../common/outbound/network-list.js';

const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

function isTrustProxy(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (/^(true|false|\d{1,2})$/.test(value)) return true;
  return value.split(',').every((part) => NAMED_NETWORKS.has(part.trim()) || isNetwork(part.trim()));
}

/** A value of Express' `trust proxy`: yes, no, a number of proxies, or their addresses and networks. */
export function IsTrustProxy(options: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isTrustProxy', validator: { validate: isTrustProxy } }, options);
}
