import type { JsonObject } from './json-object.js';

/** An application as the carrier keeps it. The private key is given out once and not kept. */
export interface VonageApplication {
  readonly id: string;
  readonly name: string;
  readonly capabilities: JsonObject;
  readonly publicKey: string | null;
  readonly improveAi: boolean;
}

/** The Application of the API reference, version 2.4. https://developer.vonage.com/en/api/application.v2 */
export function vonageApplicationResource(application: VonageApplication): Record<string, unknown> {
  return {
    id: application.id,
    name: application.name,
    capabilities: application.capabilities,
    keys: application.publicKey === null ? {} : { public_key: application.publicKey },
    privacy: { improve_ai: application.improveAi },
    _links: { self: { href: `/v2/applications/${application.id}` } },
  };
}
