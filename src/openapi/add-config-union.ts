import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderFacade } from '../provider-sync/contract/telephony-provider.js';
import { CONFIG_UNION_NAME } from '../provider-sync/openapi/config-union.js';

interface ObjectSchema {
  type: 'object';
  properties?: Record<string, Record<string, unknown>>;
  required?: string[];
}

const CREATE_PATH = '/api/v1/organizations/telephony-configs';

/** `TwilioCredentials` → `TwilioConfig`. */
function configName(provider: ProviderFacade): string {
  return provider.credentialsClass.name.replace(/Credentials$/, 'Config');
}

/** The credentials of one provider as they stand in `config`, with the `provider` that chooses them. */
function configSchema(provider: ProviderFacade, credentials: ObjectSchema): ObjectSchema {
  return {
    type: 'object',
    properties: {
      provider: { type: 'string', enum: [provider.metadata.provider], description: 'Chooses the fields.' },
      ...credentials.properties,
    },
    required: ['provider', ...(credentials.required ?? [])],
  };
}

/** A body to start from: the required fields of one provider. */
function exampleBody({ metadata }: ProviderFacade, schema: ObjectSchema): { summary: string; value: object } {
  const required = (schema.required ?? []).filter((name) => name !== 'provider');
  const fields = required.map((name) => [name, schema.properties?.[name]?.['example'] ?? `your ${name}`] as const);
  const config = { provider: metadata.provider, ...Object.fromEntries(fields) };
  return { summary: metadata.displayName, value: { name: `My ${metadata.displayName}`, config } };
}

/** Gives the route that creates a configuration one example per provider. */
function addExamples(document: OpenAPIObject, providers: readonly ProviderFacade[]): void {
  const body = document.paths[CREATE_PATH]?.post?.requestBody;
  const media = body && 'content' in body ? body.content['application/json'] : undefined;
  if (!media) throw new Error(`POST ${CREATE_PATH} must take a JSON body`);
  const schemas = document.components?.schemas ?? {};
  media.examples = Object.fromEntries(
    providers.map((provider) => [
      provider.metadata.provider,
      exampleBody(provider, schemas[configName(provider)] as ObjectSchema),
    ]),
  );
}

/** Replaces the providers' credential schemas by one union discriminated by `provider`. Knows no provider by name. */
export function addConfigUnion(document: OpenAPIObject, providers: readonly ProviderFacade[]): void {
  const schemas = ((document.components ??= {}).schemas ??= {});
  for (const provider of providers) {
    const name = provider.credentialsClass.name;
    schemas[configName(provider)] = configSchema(provider, schemas[name] as ObjectSchema);
    delete schemas[name];
  }
  const reference = (provider: ProviderFacade): string => `#/components/schemas/${configName(provider)}`;
  schemas[CONFIG_UNION_NAME] = {
    oneOf: providers.map((provider) => ({ $ref: reference(provider) })),
    discriminator: {
      propertyName: 'provider',
      mapping: Object.fromEntries(providers.map((provider) => [provider.metadata.provider, reference(provider)])),
    },
  };
  addExamples(document, providers);
}
