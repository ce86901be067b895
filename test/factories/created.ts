import type { ApiResponse } from '../support/api-client.js';

/** The body of an answer, of which a test reads any field. */
export type Body = ApiResponse['body'];

/** The body of a 201; anything else fails the test with the refusal in the message. */
export function created(answer: ApiResponse): Body {
  if (answer.status !== 201) throw new Error(`expected 201, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
