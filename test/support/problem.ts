import type { ErrorCode } from '../../src/common/errors/error-catalog.js';
import { ERROR_CATALOG } from '../../src/common/errors/error-catalog.js';
import type { ApiResponse } from './api-client.js';

/** Asserts that the answer is the documented refusal with this code, complete to the last field and header. */
export function expectProblem(answer: ApiResponse, code: ErrorCode): void {
  const { status, title } = ERROR_CATALOG[code];
  const facts = { status: answer.status, code: answer.body?.code, detail: answer.body?.detail };
  expect(facts).toEqual({ status, code, detail: expect.stringMatching(/\S/) });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
  expect(answer.body).toMatchObject({
    type: `urn:dialplane:problem:${code}`,
    title,
    status,
    instance: expect.stringMatching(/^\//),
    request_id: answer.headers.get('x-request-id'),
  });
  expect(answer.headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{8,128}$/);
  if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dialplane"');
}
