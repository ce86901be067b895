import { readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';

const HERE = fileURLToPath(import.meta.url);

/** Where the providers live: every folder in it is one. */
export const PROVIDERS_FOLDER = join(dirname(HERE), '..', 'providers');

/** Sources under test, compiled files in production. */
const EXTENSION = extname(HERE);

function isModuleClass(value: unknown): value is Type {
  return typeof value === 'function' && value.name.endsWith('Module');
}

async function loadProviderModule(folder: string, name: string): Promise<Type> {
  const file = join(folder, name, `${name}.module${EXTENSION}`);
  const exported: unknown = await import(pathToFileURL(file).href);
  const classes = Object.values(exported as Record<string, unknown>).filter(isModuleClass);
  const [module] = classes;
  if (!module || classes.length > 1) {
    throw new Error(
      `providers/${name}/${name}.module must export exactly one Nest module class whose name ends in "Module"`,
    );
  }
  return module;
}

/**
 * The Nest modules of all provider folders. Adding a provider is adding a folder.
 * @throws Error naming the folder and the remedy
 */
export async function loadProviderModules(folder: string = PROVIDERS_FOLDER): Promise<Type[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(names.map((name) => loadProviderModule(folder, name)));
}
