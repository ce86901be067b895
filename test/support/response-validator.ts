import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

interface MediaType {
  schema?: object;
}

interface Operation {
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, MediaType> } | undefined>;
}

/** Answers that any path may give before a route is found; only operations with a body document them. */
const BEFORE_ROUTING = new Set([404, 413, 415]);

/**
 * Checks real answers against the OpenAPI document: documented status, documented media type, valid body. An answer of
 * an undocumented status fails the test that provoked it.
 */
export class ResponseValidator {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, schemas: [] });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly routes: { pattern: RegExp; path: string }[];

  constructor(private readonly document: OpenAPIObject) {
    addFormats.default(this.ajv);
    this.ajv.addSchema({ $id: 'openapi', components: document.components });
    this.routes = Object.keys(document.paths)
      // Fixed segments win over parameters, as in the router.
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}/?$`) }));
  }

  validate(method: string, url: string, answer: Answer): void {
    const pathname = url.split('?', 1)[0] ?? url;
    const operation = this.operation(method, pathname);
    const where = `${method} ${pathname} → ${answer.status}`;
    if (!operation) {
      if (answer.status !== 404) throw new Error(`${where}: this route is not in the OpenAPI document`);
      return;
    }
    const response = operation.responses[String(answer.status)];
    const mediaType = (answer.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
    if (!response) {
      const isBeforeRouting = BEFORE_ROUTING.has(answer.status) || (answer.status === 400 && isMalformed(answer.body));
      if (isBeforeRouting && operation.requestBody === undefined) return;
      throw new Error(`${where}: this status is not documented: ${JSON.stringify(answer.body)}`);
    }
    const media = response.content?.[mediaType];
    if (!media?.schema) throw new Error(`${where}: media type "${mediaType}" is not documented`);
    this.validateBody(where, media.schema, answer.body);
  }

  private operation(method: string, pathname: string): Operation | undefined {
    const route = this.routes.find(({ pattern }) => pattern.test(pathname));
    if (!route) return undefined;
    return (this.document.paths[route.path] as Record<string, Operation | undefined>)[method.toLowerCase()];
  }

  private validateBody(where: string, schema: object, body: unknown): void {
    const key = JSON.stringify(schema);
    let check = this.compiled.get(key);
    if (!check) {
      check = this.ajv.compile(JSON.parse(key.replaceAll('#/components/', 'openapi#/components/')) as object);
      this.compiled.set(key, check);
    }
    if (!check(body))
      throw new Error(
        `${where}: the answer is not what the document says: ${this.ajv.errorsText(check.errors)}\n${JSON.stringify(body)}`,
      );
  }
}

/** Broken JSON and broken URLs are refused before a route is found. */
function isMalformed(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'code' in body && body.code === 'malformed_json';
}
