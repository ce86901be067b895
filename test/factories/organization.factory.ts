import type { ApiClient } from '../support/api-client.js';
import { ORGANIZATIONS } from '../support/paths.js';
import type { TestApp } from '../support/test-app.js';
import { created } from './created.js';

/** A tenant, and the client that speaks for it with every scope of its own. */
export interface Tenant {
  id: number;
  api: ApiClient;
}

/** Creates a tenant; {@link TestApp.organization} is enough where its id does not matter. */
export async function createTenant(app: TestApp, name: string): Promise<Tenant> {
  const { id, api_key } = created(await app.root.post(ORGANIZATIONS, { name }));
  return { id, api: app.client(api_key.key) };
}
