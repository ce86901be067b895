import type { ValidationOptions } from 'class-validator';
import { ValidateBy } from 'class-validator';
import { isNetwork } from '../common/outbound/network-list.js';

/** The parts of a list that is separated by commas; a comma too many does no harm. */
export function networksOf(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isNetworkList(value: unknown): boolean {
  return typeof value === 'string' && networksOf(value).every(isNetwork);
}

/** IP addresses and networks, separated by commas. */
export function IsNetworkList(options: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isNetworkList', validator: { validate: isNetworkList } }, options);
}
