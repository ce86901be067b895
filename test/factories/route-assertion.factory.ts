import type { ApiClient } from '../support/api-client.js';
import { ROUTE_ASSERTIONS } from '../support/paths.js';
import { type Body, created } from './created.js';

/** Expects a workflow to answer a number, whether or not it does, and answers the assertion as the API showed it. */
export async function createAssertion(
  api: ApiClient,
  fields: { phone_number_id: number; workflow_id: number; label?: string },
): Promise<Body> {
  return created(await api.post(`${ROUTE_ASSERTIONS}?override=true`, fields));
}
