import type { OpenAPIObject } from '@nestjs/swagger';
import { problemResponses } from '../common/http/api-problems.decorator.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;
type Parameter = NonNullable<Operation['parameters']>[number];

const API_PREFIX = '/api/v1/';

const REQUEST_ID: Parameter = {
  name: 'X-Request-Id',
  in: 'header',
  required: false,
  description:
    'Your id for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`. One is made otherwise. The answer echoes it.',
  schema: { type: 'string' },
};

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Makes a repetition of this request within 24 hours harmless: it gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** What a POST with an `Idempotency-Key` may be refused with, whatever it does. */
const IDEMPOTENCY_PROBLEMS = problemResponses([
  'invalid_parameter',
  'idempotency_key_in_flight',
  'idempotency_key_reused',
]);

/** What is said of a body before its route has seen it. */
const BODY_PROBLEMS = problemResponses(['malformed_json', 'body_too_large', 'unsupported_media_type']);

function operationsOf(path: OpenAPIObject['paths'][string]): [string, Operation][] {
  return Object.entries(path).filter(
    (entry): entry is [string, Operation] =>
      typeof entry[1] === 'object' && entry[1] !== null && 'responses' in entry[1],
  );
}

/** Lays common refusals beside those that the route has of its own. */
function addProblems({ responses }: Operation, problems: ReturnType<typeof problemResponses>): void {
  for (const [status, added] of problems) {
    const own = responses[status];
    if (own === undefined || !('content' in own)) {
      responses[status] = added;
      continue;
    }
    const media = own.content?.['application/problem+json'];
    const examples = { ...media?.examples, ...added.content['application/problem+json'].examples };
    const description = Object.keys(examples).map((code) => `\`${code}\``);
    responses[status] = {
      ...own,
      description: description.join(', '),
      content: { ...own.content, 'application/problem+json': { ...media, examples } },
    };
  }
}

/**
 * Documents the headers that every operation of the API understands, and the refusals that they and the bodies bring
 * about, once instead of on each controller. Without
 * examples: Swagger UI would send them, and a second try with the same key is not a second try.
 */
export function describeHeaders(document: OpenAPIObject): void {
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.startsWith(API_PREFIX)) continue;
    for (const [method, operation] of operationsOf(item)) {
      const parameters = method === 'post' ? [IDEMPOTENCY_KEY, REQUEST_ID] : [REQUEST_ID];
      operation.parameters = [...(operation.parameters ?? []), ...parameters];
      if (method === 'post') addProblems(operation, IDEMPOTENCY_PROBLEMS);
      if (operation.requestBody !== undefined) addProblems(operation, BODY_PROBLEMS);
    }
  }
}
