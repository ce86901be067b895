import type { ApiClient } from './api-client.js';
import type { CarrierAccount } from './carrier-account.js';
import { runSql } from './database-snapshot.js';
import { eventually } from './eventually.js';
import { CONFIGS } from './paths.js';
import { registerAccount } from './registered-account.js';

type Fields = Readonly<Record<string, unknown>>;

/** A number, where it is edited, and what its carrier must show when it is not ours. */
export interface ModelNumber {
  readonly account: CarrierAccount;
  readonly address: string;
  readonly configId: number;
  readonly workflowId: number;
  readonly path: string;
  /** What others made of it, field by field. */
  theirs: Fields;
}

const OURS = 'https://calls.example.com/';

/** Registers all numbers of the accounts, bound to nothing. */
export async function modelOf(api: ApiClient, accounts: readonly CarrierAccount[]): Promise<ModelNumber[]> {
  const numbers: ModelNumber[] = [];
  for (const account of accounts) {
    const { configId, workflowId, numbers: path, add } = await registerAccount(api, account);
    for (const address of account.addresses) {
      const { id } = await add(address, { bound: false });
      const theirs = fieldsOf(account, address);
      numbers.push({ account, address, configId, workflowId, path: `${path}/${id}`, theirs });
    }
  }
  return numbers;
}

export async function bind(api: ApiClient, { path, workflowId }: ModelNumber): Promise<void> {
  await api.put(path, { inbound_workflow_id: workflowId });
}

export async function unbind(api: ApiClient, { path }: ModelNumber): Promise<void> {
  await api.put(path, { clear_inbound_workflow: true });
}

/** Somebody changes the number in the carrier's console. What they touch is theirs, whatever was there. */
export function changeOutside(number: ModelNumber): void {
  const { account, address } = number;
  const before = fieldsOf(account, address);
  account.sendElsewhere(address);
  const changed = Object.entries(fieldsOf(account, address)).filter(([field, value]) => value !== before[field]);
  number.theirs = { ...number.theirs, ...Object.fromEntries(changed) };
}

/** Lets time pass: leases of dead processes are over, and what waits to be tried again is due. */
export async function passTime(databaseUrl: string): Promise<void> {
  await runSql(databaseUrl, `UPDATE phone_number_syncs SET lease_until = now() WHERE lease_until > now()`);
  await runSql(databaseUrl, `UPDATE provider_applications SET lease_until = now() WHERE lease_until > now()`);
  await runSql(databaseUrl, `UPDATE phone_number_syncs SET next_attempt_at = now() WHERE next_attempt_at > now()`);
}

/**
 * Waits until nothing is due, has every account compared and repaired, and holds the carriers against what is wanted:
 * a bound number rings here, an unbound one does what others made of it, to the field.
 */
export async function expectWanted(
  api: ApiClient,
  databaseUrl: string,
  numbers: readonly ModelNumber[],
): Promise<void> {
  await untilNothingIsDue(databaseUrl);
  for (const configId of new Set(numbers.map((number) => number.configId))) {
    await api.put(`${CONFIGS}/${configId}`, { drift_policy: 'repair' });
    const job = await api.post(`${CONFIGS}/${configId}/reconcile`, {});
    await eventually(
      async () => (await api.get(`/api/v1/jobs/${job.body.job_id}`)).body.state,
      (state) => state === 'succeeded',
      20_000,
    );
  }
  await untilNothingIsDue(databaseUrl);
  for (const { account, address, path, theirs } of numbers) {
    const { inbound_workflow_id: workflowId, provider_sync: sync } = (await api.get(path)).body;
    const shown = fieldsOf(account, address);
    const where = { provider: account.provider, address, sync };
    if (workflowId === null) expect({ ...where, shown }).toEqual({ ...where, shown: theirs });
    else {
      const answering = account.carrier.whoAnswers(address).url ?? '';
      expect({ ...where, state: sync.state, isOurs: answering.startsWith(OURS) }).toEqual({
        ...where,
        state: 'in_sync',
        isOurs: true,
      });
    }
  }
}

/** Deletes the numbers; each carrier must show what others made of them. */
export async function expectGivenBack(api: ApiClient, numbers: readonly ModelNumber[]): Promise<void> {
  for (const { account, address, path, theirs } of numbers) {
    expect((await api.delete(path)).status).toBe(200);
    expect({ address, shown: fieldsOf(account, address) }).toEqual({ address, shown: theirs });
  }
}

async function untilNothingIsDue(databaseUrl: string): Promise<void> {
  await eventually(
    async () => {
      await passTime(databaseUrl);
      return runSql(
        databaseUrl,
        `SELECT phone_number_id, state, reason FROM phone_number_syncs WHERE next_attempt_at IS NOT NULL`,
      );
    },
    (rows) => rows.length === 0,
    60_000,
  );
}

function fieldsOf(account: CarrierAccount, address: string): Fields {
  return { ...account.record(address) };
}
