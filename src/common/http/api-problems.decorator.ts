import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorCode } from '../errors/error-catalog.js';
import { ERROR_CATALOG } from '../errors/error-catalog.js';
import { ProblemDetails } from '../errors/problem-details.js';

function example(code: ErrorCode) {
  const { status, title } = ERROR_CATALOG[code];
  return {
    summary: title,
    value: {
      type: `urn:dialplane:problem:${code}`,
      title,
      status,
      detail: `${title}: the sentence here says why, and what to do.`,
      instance: '/api/v1/…',
      code,
      request_id: '0192f0c1-7c5e-7b8e-9d51-6a4f6f1f2a3b',
    },
  };
}

/** A documented refusal, as OpenAPI writes it. */
interface ProblemResponse {
  description: string;
  content: Record<'application/problem+json', { schema: { $ref: string }; examples: Record<string, object> }>;
}

/** One response per status, one example per code. */
export function problemResponses(codes: readonly ErrorCode[]): Map<number, ProblemResponse> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERROR_CATALOG[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const response = (ofStatus: readonly ErrorCode[]): ProblemResponse => ({
    description: ofStatus.map((code) => `\`${code}\``).join(', '),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(ProblemDetails) },
        examples: Object.fromEntries(ofStatus.map((code) => [code, example(code)])),
      },
    },
  });
  return new Map([...byStatus].map(([status, ofStatus]) => [status, response(ofStatus)]));
}

/** Documents the refusals of a route. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemDetails),
    ...[...problemResponses(codes)].map(([status, response]) => ApiResponse({ status, ...response })),
  );
}
