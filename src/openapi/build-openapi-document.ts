import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProviderRegistry } from '../provider-sync/registry/provider.registry.js';
import { addConfigUnion } from './add-config-union.js';
import { addInboundPaths, INBOUND_TAG } from './add-inbound-paths.js';
import { describeHeaders } from './describe-headers.js';
import { sortKeys } from './sort-keys.js';
import { toOpenApi31 } from './to-openapi-31.js';

const DESCRIPTION = `Dialplane keeps every phone number a company owns, on every carrier, bound to the workflow that must answer it, and proves that it rings.

**Start here**: press *Authorize*, paste your API key (the first start prints it), then create a workflow, a telephony configuration and a phone number, in this order.

- **Errors** are \`application/problem+json\` with a stable \`code\`, a \`detail\` that says what to do, and the \`request_id\` under which the log has the request.
- **Lists** take \`limit\` and \`cursor\`; \`next_cursor\` and the \`Link\` header lead on.
- **Concurrency**: answers carry an \`ETag\`; send it as \`If-Match\` and a write happens only if nobody else wrote meanwhile (else 412).
- **Idempotency**: send \`Idempotency-Key\` with a POST and a repetition within 24 hours gets the first answer instead of doing it twice.
- **PUT** changes the fields that are present and not null; **PATCH** is JSON Merge Patch, where null clears.`;

/** The OpenAPI document of the running application: generated, completed from the provider registry, sorted. */
export function buildOpenApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Dialplane API')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This installation')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The API key as a bearer token.' }, 'bearer')
    .addTag('Organizations', 'Tenants. Everything belongs to exactly one.')
    .addTag('API keys', 'Who may do what.')
    .addTag('Workflows', 'What answers: named targets that inbound calls are handed to.')
    .addTag('Providers', 'The carriers this installation can talk to, and what each needs.')
    .addTag('Telephony configurations', 'Accounts at providers.')
    .addTag('Phone numbers', 'The registry: every number, its binding, and whether it rings.')
    .addTag(INBOUND_TAG, 'Where carriers announce calls, and what became of them.')
    .addTag('Diagnosis', 'What would become of a call and why, and why webhooks are refused.')
    .addTag('Trunks', 'Named paths for outbound calls, at providers that have them.')
    .addTag('Jobs', 'Work on many numbers that goes on after the request that asked for it.')
    .addTag('Orphans', 'What was left behind at carriers and still points here.')
    .addTag('Operation', 'For supervisors, load balancers and monitoring.')
    .build();
  const providers = app.get(ProviderRegistry, { strict: false }).all();
  const document = SwaggerModule.createDocument(app, builder, {
    extraModels: providers.map((provider) => provider.credentialsClass),
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  addConfigUnion(document, providers);
  describeHeaders(document);
  addInboundPaths(document, providers);
  return sortKeys(toOpenApi31(document));
}
