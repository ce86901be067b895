import type { ErrorCode } from '../../src/common/errors/error-catalog.js';
import type { ApiResponse } from './api-client.js';
import type { LoopbackCarrier } from './carriers/loopback-carrier.js';
import { snapshotOf } from './database-snapshot.js';
import { expectProblem } from './problem.js';
import type { TestApp } from './test-app.js';

/** A request that must be refused, and the code that it must be refused with. */
export type Case = [what: string, code: ErrorCode, send: () => Promise<ApiResponse>];

export type ExpectRefusals = (cases: readonly Case[]) => Promise<void>;

/** Sends each case: it is refused with its code, and none of them changes a row or reaches a carrier. */
export function refusalsOf(app: TestApp, carrier: LoopbackCarrier): ExpectRefusals {
  return async (cases) => {
    const before = await snapshotOf(app.database.url);
    const asked = carrier.count();
    const wrong: string[] = [];
    for (const [what, code, send] of cases) {
      try {
        expectProblem(await send(), code);
      } catch (error) {
        wrong.push(`${what}: ${(error as Error).message}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await snapshotOf(app.database.url)).toEqual(before);
    expect(carrier.count()).toBe(asked);
  };
}
