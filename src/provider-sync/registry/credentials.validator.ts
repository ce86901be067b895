import { Injectable } from '@nestjs/common';
import { parseAs } from '../../common/http/validation.js';
import type { ProviderCredentials } from '../contract/credentials.js';
import { ProviderRegistry } from './provider.registry.js';

/** Validates credentials with the class of their own provider. */
@Injectable()
export class CredentialsValidator {
  constructor(private readonly registry: ProviderRegistry) {}

  /**
   * @returns exactly the provider's fields; those that were not given are null
   * @throws DomainError `validation_failed` with pointers below `/config`, or `provider_unknown`
   */
  validate(provider: string, fields: Readonly<Record<string, unknown>>): ProviderCredentials {
    const { credentialsClass, metadata } = this.registry.get(provider);
    const valid = parseAs(credentialsClass, fields, '/config') as Record<string, string | boolean | null | undefined>;
    return Object.fromEntries(metadata.fields.map(({ name }) => [name, valid[name] ?? null]));
  }
}
