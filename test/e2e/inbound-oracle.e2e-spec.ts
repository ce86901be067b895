import { randomBytes } from 'node:crypto';
import { type CarrierAccount, openAccount, unusedAddress } from '../support/carrier-account.js';
import type { InboundCaller, SentWebhook, WebhookOptions } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { answerUrl, deliver } from '../support/deliver.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const ROUNDS = 100;

/** Two samples of one distribution differ by more than this once in ten thousand times (Kolmogorov–Smirnov). */
const MOST_APART = 2.2 * Math.sqrt(2 / ROUNDS);

const inbound: InboundCaller | undefined = (await loadCarrierKits()).get('twilio')?.inbound;

describe('who cannot sign', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let account: CarrierAccount;
  let address = '';

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    account = openAccount(sandbox, 'twilio');
    const registered = await registerAccount(await app.organization('Acme'), account);
    [address = ''] = account.addresses;
    await registered.add(address);
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  const announce = (to: string, options: WebhookOptions, whose = account): SentWebhook => {
    if (!inbound) throw new Error('Twilio has no kit');
    const callId = `CA${randomBytes(16).toString('hex')}`;
    return inbound.call(whose, answerUrl(app, 'twilio'), { callId, from: '+14155550100', to }, options);
  };

  /** What is different about each kind is exactly what an attacker would like to know. */
  const kinds: Record<string, () => SentWebhook> = {
    'a number that exists, wrongly signed': () => announce(address, { secret: 'wrong' }),
    'a number that does not, wrongly signed': () => announce(unusedAddress(), { secret: 'wrong' }),
    'a number that exists, unsigned': () => announce(address, { secret: null }),
    'an account that nobody has': () =>
      announce(address, { secret: 'wrong' }, { ...account, id: `AC${randomBytes(16).toString('hex')}` }),
  };

  it('cannot tell from the time of an answer what exists', async () => {
    const times = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
    for (let round = -10; round < ROUNDS; round += 1) {
      const batch = Object.entries(kinds).map(([kind, make]) => ({ kind, webhook: make() }));
      batch.sort(() => Math.random() - 0.5);
      // One after the other: at the same time, they would share what makes one of them slow.
      for (const { kind, webhook } of batch) {
        const startedAt = performance.now();
        const { status } = await deliver(app, webhook);
        if (round >= 0) times.get(kind)?.push(performance.now() - startedAt);
        expect(status).toBe(403);
      }
    }
    const [first = [], ...others] = times.values();
    for (const other of others) expect(distanceOf(first, other)).toBeLessThan(MOST_APART);
  });
});

/** The greatest distance between the distribution functions of two samples, 0 to 1. */
function distanceOf(a: readonly number[], b: readonly number[]): number {
  const shareBelow = (sample: readonly number[], limit: number): number =>
    sample.filter((value) => value <= limit).length / sample.length;
  return Math.max(...[...a, ...b].map((limit) => Math.abs(shareBelow(a, limit) - shareBelow(b, limit))));
}
