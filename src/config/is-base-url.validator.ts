import type { ValidationOptions } from 'class-validator';
import { ValidateBy } from 'class-validator';

/** Whether the text is an absolute http(s) URL without credentials, query or fragment. */
export function isBaseUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  );
}

/** A base URL of this service or of a carrier. */
export function IsBaseUrl(options: ValidationOptions): PropertyDecorator {
  return ValidateBy({ name: 'isBaseUrl', validator: { validate: isBaseUrl } }, options);
}
