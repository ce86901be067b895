import type { ApiClient } from '../support/api-client.js';
import { WORKFLOWS } from '../support/paths.js';
import { type Body, created } from './created.js';

/** Any workflow; with the fields that the test is about. */
export function aWorkflow(fields: object = {}): Record<string, unknown> {
  return { name: 'Agent', target: { type: 'say', text: 'Hello', language: 'en-US' }, ...fields };
}

/** Creates a workflow and answers it as the API showed it. */
export async function createWorkflow(api: ApiClient, fields: object = {}): Promise<Body> {
  return created(await api.post(WORKFLOWS, aWorkflow(fields)));
}
