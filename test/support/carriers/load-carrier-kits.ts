import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CarrierKit } from './carrier-kit.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const ENDING = '.kit.ts';

/** The kits by provider, found by the names of their files, in alphabetical order. */
export async function loadCarrierKits(folder: string = HERE): Promise<Map<string, CarrierKit>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(ENDING)).sort();
  const kits = await Promise.all(files.map((name) => loadKit(join(folder, name))));
  return new Map(files.map((name, index) => [name.slice(0, -ENDING.length), kits[index] as CarrierKit]));
}

async function loadKit(file: string): Promise<CarrierKit> {
  const { kit } = (await import(pathToFileURL(file).href)) as { kit?: CarrierKit };
  if (!kit) throw new Error(`${file} must export "kit", a CarrierKit`);
  return kit;
}
