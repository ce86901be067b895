import { ReconcileScheduleTask } from '../../src/telephony/reconcile/reconcile-schedule.task.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox.close();
});

describe('the schedule', () => {
  it('starts each due account once among two instances, and the next time four to six fifths of the interval later', async () => {
    const first = await TestApp.start({ carrierBaseUrls: sandbox.env, reconcileIntervalMinutes: 60 });
    const second = await TestApp.start({ carrierBaseUrls: sandbox.env, reconcileIntervalMinutes: 60, beside: first });
    try {
      const tenant = await first.organization();
      const accounts = Array.from({ length: 4 }, () => openAccount(sandbox, 'twilio'));
      const ids: number[] = [];
      for (const account of accounts) ids.push((await registerAccount(tenant, account)).configId);
      const [parked = 0, later = 0] = ids;
      const set = (change: string, id: number | null): Promise<unknown> =>
        runSql(first.database.url, `UPDATE telephony_configurations SET ${change} WHERE $1::int IS NULL OR id = $1`, [
          id,
        ]);
      await set(`next_reconcile_at = now() - interval '1 second'`, null);
      await set('inactive_since = now()', parked);
      await set(`next_reconcile_at = now() + interval '1 hour'`, later);
      sandbox.twilio.forgetRequests();
      // Hundreds can be due at once: a number that somebody waits for must not stand in line with them.
      const behindSyncs = `CHECK (key NOT LIKE 'reconcile-account:%' OR priority > 0) NOT VALID`;
      await runSql(first.database.url, `ALTER TABLE graphile_worker._private_jobs ADD ${behindSyncs}`);
      const tasks = [first, second].map(({ app: instance }) => instance.get(ReconcileScheduleTask));
      await Promise.all([...tasks, ...tasks].map((task) => task.run()));
      const rows = await eventually(
        () =>
          runSql<{ id: number; is_compared: boolean; minutes: number }>(
            first.database.url,
            `SELECT id::int AS id, reconciled_at IS NOT NULL AS is_compared,
                    (extract(epoch FROM next_reconcile_at - now()) / 60)::float8 AS minutes
               FROM telephony_configurations WHERE id = ANY ($1) ORDER BY id`,
            [ids.slice(2)],
          ),
        (found) => found.every(({ is_compared: isCompared }) => isCompared),
      );
      for (const { minutes } of rows) {
        expect(minutes).toBeGreaterThan(47);
        expect(minutes).toBeLessThanOrEqual(72);
      }
      const listed = accounts.map(({ id }) => sandbox.twilio.count({ path: new RegExp(`${id}/IncomingPhoneNumbers`) }));
      expect(listed).toEqual([0, 0, 1, 1]);
    } finally {
      await second.stop({ keepDatabase: true });
      await first.stop();
    }
  });
});
