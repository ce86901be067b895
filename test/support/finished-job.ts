import type { ApiClient, ApiResponse } from './api-client.js';
import { eventually } from './eventually.js';
import { JOBS } from './paths.js';

/** The job that an answer tells of, once it is over. */
export async function finishedJob(
  api: ApiClient,
  answer: ApiResponse,
  patienceMs?: number,
): Promise<ApiResponse['body']> {
  if (answer.status !== 202) throw new Error(`expected 202, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  const look = async (): Promise<ApiResponse['body']> => (await api.get(`${JOBS}/${answer.body.job_id}`)).body;
  return eventually(look, ({ finished_at: finishedAt }) => finishedAt !== null, patienceMs);
}

/** Its items, by address: state and reason. */
export async function outcomesOf(api: ApiClient, jobId: number): Promise<Record<string, [string, string | null]>> {
  const { items } = (await api.get(`${JOBS}/${jobId}/items?limit=100`)).body;
  return Object.fromEntries(
    items.map((item: { address: string; state: string; reason: string | null }) => [
      item.address,
      [item.state, item.reason],
    ]),
  );
}
