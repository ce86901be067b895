import type { ProviderMetadata } from '../contract/provider-metadata.js';

const NAME = /^[a-z][a-z0-9_]{1,31}$/;

/** Stops the start when a provider's metadata contradicts itself, and says how to mend it. */
export function assertProviderShape(metadata: ProviderMetadata): void {
  const { provider, fields, accountIdField, applicationIdField, signingSecret } = metadata;
  const names = fields.map((field) => field.name);
  const faults = [
    ...(NAME.test(provider) ? [] : ['its name must be lower-case letters and digits']),
    ...(new Set(names).size === names.length ? [] : ['two of its fields have the same name']),
    ...[accountIdField, applicationIdField, signingSecret?.field]
      .filter((name) => name != null && !names.includes(name))
      .map((name) => `"${name}" must be one of its fields`),
    ...(metadata.capabilities.addressTypes.length > 0 ? [] : ['it must accept at least one address type']),
    ...(metadata.capabilities.signatureScheme ? [] : ['it must name the scheme that verifies its webhooks']),
  ];
  if (faults.length > 0) throw new Error(`Provider "${provider}" cannot be registered: ${faults.join('; ')}`);
}
