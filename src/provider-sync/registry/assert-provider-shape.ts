import type { ProviderFacade } from '../contract/telephony-provider.js';

const NAME = /^[a-z][a-z0-9_]{1,31}$/;

/** They stand for something else in the URLs of carriers. */
const RESERVED = ['inbound', 'run', 'fallback', 'events'];

/** Stops the start when what a provider says and offers contradicts itself, and says how to mend it. */
export function assertProviderShape({ metadata, webhook, connection, markup, control }: ProviderFacade): void {
  const { provider, fields, accountIdField, applicationIdField, signingSecret } = metadata;
  const names = fields.map((field) => field.name);
  const faults = [
    ...(NAME.test(provider) ? [] : ['its name must be lower-case letters and digits']),
    ...(RESERVED.includes(provider) ? ['its name has another meaning in URLs'] : []),
    ...(new Set(names).size === names.length ? [] : ['two of its fields have the same name']),
    ...[accountIdField, applicationIdField, signingSecret?.field]
      .filter((name) => name != null && !names.includes(name))
      .map((name) => `"${name}" must be one of its fields`),
    ...(metadata.capabilities.addressTypes.length > 0 ? [] : ['it must accept at least one address type']),
    ...(webhook || connection ? [] : ['calls must be announced by webhooks that are verified, or over a connection']),
    ...(webhook && !signingSecret ? ['webhooks cannot be verified without a signing secret'] : []),
    ...(Boolean(markup) === Boolean(control) ? ['calls must be answered either in markup or by commands'] : []),
    ...(metadata.capabilities.signatureScheme ? [] : ['it must name the scheme that verifies its webhooks']),
  ];
  if (faults.length > 0) throw new Error(`Provider "${provider}" cannot be registered: ${faults.join('; ')}`);
}
