import { readFile } from 'node:fs/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import { buildOpenApiDocument } from '../../src/openapi/build-openapi-document.js';
import { TestApp } from '../support/test-app.js';

interface Media {
  schema?: object;
  examples?: Record<string, { value: { code: string; status: number } }>;
}

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name: string; description?: string; example?: unknown; schema?: object }[];
  requestBody?: object;
  responses: Record<string, { description: string; content?: Record<string, Media> }>;
}

/** All operations with where they are. */
function operationsOf(document: OpenAPIObject): { where: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      where: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
}

/** The paths of carriers have neither keys nor JSON of ours. */
const isOfApi = (where: string): boolean => where.includes(' /api/v1/') && !where.includes(' /api/v1/telephony/');

/** Every object in the document, with the key it stands under. */
function* nodesOf(value: unknown, key = ''): Generator<{ key: string; node: Record<string, unknown> }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { key, node: value as Record<string, unknown> };
  for (const [name, item] of Object.entries(value)) yield* nodesOf(item, name);
}

describe('the OpenAPI document', () => {
  let app: TestApp;
  let document: OpenAPIObject;
  let operations: { where: string; operation: Operation }[];

  beforeAll(async () => {
    app = await TestApp.start();
    document = buildOpenApiDocument(app.app);
    operations = operationsOf(document);
  });

  afterAll(() => app.stop());

  it('is the committed one', async () => {
    const committed = JSON.parse(await readFile('docs/openapi.json', 'utf8')) as unknown;
    expect(JSON.parse(JSON.stringify(document))).toEqual(committed);
  });

  it('is what the service serves', async () => {
    const served = await fetch(`${app.baseUrl}/api/openapi.json`);
    expect(await served.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('speaks 3.1: no nullable', () => {
    const old = [...nodesOf(document)].filter(({ key, node }) => key !== 'properties' && 'nullable' in node);
    expect(old).toEqual([]);
  });

  it('has no reference that leads nowhere', () => {
    const schemas = Object.keys(document.components?.schemas ?? {});
    const references = [...nodesOf(document)].flatMap(({ node }) =>
      typeof node['$ref'] === 'string' ? [node['$ref']] : [],
    );
    const dangling = references.filter(
      (reference) => !schemas.includes(reference.replace('#/components/schemas/', '')),
    );
    expect(dangling).toEqual([]);
  });

  it('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives every operation a summary, a tag and a described success', () => {
    const poor = operations.filter(({ operation }) => {
      const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
      const media = Object.values(success?.[1].content ?? {});
      const isPoor =
        media.some((type) => !type.schema) || (media.length === 0 && !/no body/.test(success?.[1].description ?? ''));
      return !operation.summary || !operation.tags?.length || isPoor;
    });
    expect(poor.map(({ where }) => where)).toEqual([]);
  });

  it('says how each operation of the API is refused, and with which key it is asked', () => {
    const poor = operations.filter(({ where, operation }) => {
      if (!isOfApi(where)) return false;
      const problems = ['401', '403', '503'].filter(
        (status) => operation.responses[status]?.content?.['application/problem+json'] === undefined,
      );
      return problems.length > 0 || !operation.security?.length;
    });
    expect(poor.map(({ where }) => where)).toEqual([]);
  });

  it('says what a body can be refused with before its route sees it, and what becomes of a repeated POST', () => {
    const codesOf = ({ responses }: Operation): string =>
      Object.values(responses)
        .map(({ description }) => description)
        .join();
    const poor = operations.filter(({ where, operation }) => {
      if (!isOfApi(where)) return false;
      const ofBody = ['malformed_json', 'body_too_large', 'unsupported_media_type'];
      const ofRepetition = ['invalid_parameter', 'idempotency_key_in_flight', 'idempotency_key_reused'];
      const expected = [...(operation.requestBody ? ofBody : []), ...(where.startsWith('POST') ? ofRepetition : [])];
      return expected.some((code) => !codesOf(operation).includes(`\`${code}\``));
    });
    expect(operations.filter(({ operation }) => operation.requestBody).length).toBeGreaterThan(10);
    expect(poor.map(({ where }) => where)).toEqual([]);
  });

  it('keeps the examples of every refusal true to its status', () => {
    const wrong = operations.flatMap(({ where, operation }) =>
      Object.entries(operation.responses).flatMap(([status, { content }]) =>
        Object.entries(content?.['application/problem+json']?.examples ?? {})
          .filter(([code, { value }]) => value.code !== code || String(value.status) !== status)
          .map(([code]) => `${where} ${status} ${code}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('uses only the tags that it explains', () => {
    const explained = (document.tags ?? []).map(({ name }) => name);
    expect([...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))].sort()).toEqual(explained.sort());
  });

  it('describes or exemplifies every property', () => {
    const schemas = Object.entries(document.components?.schemas ?? {}) as [
      string,
      { properties?: Record<string, object> },
    ][];
    const silent = schemas.flatMap(([name, schema]) =>
      Object.entries(schema.properties ?? {})
        .filter(
          ([, property]) =>
            !['description', 'example', 'enum', '$ref', 'oneOf', 'allOf', 'items'].some((key) => key in property),
        )
        .map(([property]) => `${name}.${property}`),
    );
    expect(silent).toEqual([]);
  });

  it('discriminates the configuration by provider', () => {
    const union = document.components?.schemas?.['TelephonyProviderConfig'] as {
      oneOf: { $ref: string }[];
      discriminator: { propertyName: string; mapping: Record<string, string> };
    };
    expect(union.discriminator.propertyName).toBe('provider');
    expect(Object.values(union.discriminator.mapping).sort()).toEqual(union.oneOf.map(({ $ref }) => $ref).sort());
  });
});
