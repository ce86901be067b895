import type { ApiClient } from '../support/api-client.js';
import { numbersOf } from '../support/paths.js';
import { type Body, created } from './created.js';

let sequence = 0;

/** A valid number of the United States that this test file has not used yet, in E.164. */
export function anAddress(): string {
  sequence += 1;
  return `+1415555${String(sequence).padStart(4, '0')}`;
}

/** Registers a number without asking a carrier, which needs the scope `admin`. Answers it as the API showed it. */
export async function createNumber(api: ApiClient, configId: number, fields: object = {}): Promise<Body> {
  const body = { address: anAddress(), ...fields };
  return created(await api.post(`${numbersOf(configId)}?skip_ownership_check=true`, body));
}
