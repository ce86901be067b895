import type { ApiClient } from '../support/api-client.js';
import { openAccount } from '../support/carrier-account.js';
import type { InboundCaller } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { ring, type Ringing } from '../support/carriers/ring.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { deliver } from '../support/deliver.js';
import { eventually } from '../support/eventually.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const callers: [string, InboundCaller][] = [];
for (const [name, { inbound }] of await loadCarrierKits()) if (inbound) callers.push([name, inbound]);

describe('a number that is shown as in sync', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let api: ApiClient;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    api = await app.organization('Acme');
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  it.each(callers)(
    'rings at %s: the carrier asks the URL that it was given, and the workflow answers',
    async (name, inbound) => {
      const account = openAccount(sandbox, name, 2);
      const [bound = '', moved = ''] = account.addresses;
      const registered = await registerAccount(api, account);
      const call = (to: string): Promise<Ringing> =>
        ring({ inbound, account, to, from: '+14155550100' }, (webhook) => deliver(app, webhook));
      for (const address of [bound, moved]) {
        expect((await registered.add(address)).provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
      }
      const ringing = await call(bound);
      expect(ringing.experience).toEqual({ type: 'say', text: 'Hello', language: 'en-US' });
      expect(ringing.asked).toEqual([expect.stringMatching(`/telephony/inbound/${name}$`)]);

      account.sendElsewhere(moved);
      const elsewhere = account.carrier.whoAnswers(moved).url;
      expect(elsewhere ?? '').not.toContain('calls.example.com');

      const [call1] = await eventually(
        async () => (await api.get(`/api/v1/calls?call_id=${ringing.callId}`)).body.calls,
        (calls: unknown[]) => calls.length === 1,
      );
      expect(call1).toMatchObject({ outcome: 'answered', target: 'say', to: bound, used_fallback: false });
    },
  );
});
