import type { ValidationOptions } from 'class-validator';
import { ValidateBy } from 'class-validator';
import { parseEncryptionKeys } from './encryption-keys.js';

/** A comma-separated list of base64 keys of 32 bytes. */
export function IsEncryptionKeyList(options: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isEncryptionKeyList',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && parseEncryptionKeys(value) !== undefined,
      },
    },
    options,
  );
}
