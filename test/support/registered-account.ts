import { created } from '../factories/created.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from './api-client.js';
import type { CarrierAccount } from './carrier-account.js';
import { CONFIGS, numbersOf } from './paths.js';

/** A carrier account that a tenant has registered, and a workflow to bind its numbers to. */
export interface RegisteredAccount {
  readonly configId: number;
  readonly workflowId: number;
  /** Path of its numbers. */
  readonly numbers: string;
  /** Registers a number of the account, bound unless said otherwise, and answers it as the API showed it. */
  add(address: string, options?: { bound?: boolean; query?: string; fields?: object }): Promise<ApiResponse['body']>;
}

let lastName = 0;

/** Registers an account for the tenant, with other credentials where they are given. */
export async function registerAccount(
  api: ApiClient,
  { provider, credentials }: Pick<CarrierAccount, 'provider' | 'credentials'>,
  overrides: Readonly<Record<string, string | null>> = {},
): Promise<RegisteredAccount> {
  lastName += 1;
  const workflow = await createWorkflow(api, { name: `Agent ${lastName}` });
  const config = { provider, ...credentials, ...overrides };
  const query = Object.keys(overrides).length === 0 ? '' : '?verify_credentials=false';
  const { id } = created(await api.post(`${CONFIGS}${query}`, { name: `${provider} ${lastName}`, config }));
  const numbers = numbersOf(id);
  return {
    configId: id,
    workflowId: workflow.id,
    numbers,
    add: async (address, { bound = true, query = '', fields = {} } = {}) => {
      const binding = bound ? { inbound_workflow_id: workflow.id } : {};
      return created(await api.post(`${numbers}${query}`, { address, ...binding, ...fields }));
    },
  };
}
