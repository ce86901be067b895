import { readdir } from 'node:fs/promises';
import { PROVIDERS_FOLDER } from '../../src/provider-sync/registry/load-provider-modules.js';

/** Every provider that is registered, which is every folder; a contract test holds the registry to it. */
export async function providerNames(): Promise<string[]> {
  const entries = await readdir(PROVIDERS_FOLDER, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}
