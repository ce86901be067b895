import type { ApiClient, ApiResponse } from './api-client.js';
import { eventually } from './eventually.js';
import { JOBS } from './paths.js';

/** Waits until a job has ended, and answers it as the API shows it. */
export async function endOf(api: ApiClient, jobId: number, patienceMs = 10_000): Promise<ApiResponse['body']> {
  const read = async (): Promise<ApiResponse['body']> => (await api.get(`${JOBS}/${jobId}`)).body;
  return eventually(read, ({ finished_at: at }: { finished_at: string | null }) => at !== null, patienceMs);
}

/** The same for the job that a request was answered with. */
export async function endOfAccepted(
  api: ApiClient,
  accepted: ApiResponse,
  patienceMs?: number,
): Promise<ApiResponse['body']> {
  const { status, headers, body } = accepted;
  expect([status, headers.get('location')]).toEqual([202, `${JOBS}/${body.job_id}`]);
  return endOf(api, body.job_id, patienceMs);
}

/** What a job works on, in its order. */
export async function itemsOf(api: ApiClient, jobId: number, query = ''): Promise<ApiResponse['body'][]> {
  return (await api.get(`${JOBS}/${jobId}/items?limit=1000${query}`)).body.items;
}

/** The items of a job, by address: state and reason. */
export async function outcomesOf(api: ApiClient, jobId: number): Promise<Record<string, [string, string | null]>> {
  const { items } = (await api.get(`${JOBS}/${jobId}/items?limit=100`)).body;
  return Object.fromEntries(
    items.map((item: { address: string; state: string; reason: string | null }) => [
      item.address,
      [item.state, item.reason],
    ]),
  );
}
