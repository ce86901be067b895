import type { ApiClient } from '../support/api-client.js';
import { API_KEYS } from '../support/paths.js';
import { created } from './created.js';

/** Issues a key and answers it with its secret. */
export async function createApiKey(
  api: ApiClient,
  scopes: readonly string[],
  fields: object = {},
): Promise<{ id: number; key: string }> {
  return created(await api.post(API_KEYS, { name: `Key for ${scopes.join(' ')}`, scopes, ...fields }));
}
