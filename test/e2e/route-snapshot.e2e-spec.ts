import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { AppConfig } from '../../src/config/app-config.js';
import { KeyRing } from '../../src/crypto/key-ring.js';
import { MetricsRegistry } from '../../src/common/metrics/metrics-registry.js';
import { inboundKey } from '../../src/inbound/routing/route-key.js';
import { RouteClock } from '../../src/inbound/routing/route-clock.js';
import { RouteMemory } from '../../src/inbound/routing/route-memory.js';
import { RouteSnapshot } from '../../src/inbound/routing/route-snapshot.js';
import { RouteWatch } from '../../src/inbound/routing/route-watch.js';
import { CredentialVault } from '../../src/telephony/configs/credential-vault.js';
import { SigningSecrets } from '../../src/telephony/rotation/signing-secrets.js';
import { WorkflowSecretVault } from '../../src/workflows/signing/workflow-secret-vault.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { accountSid, createConfig } from '../factories/telephony-config.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import { eventually } from '../support/eventually.js';
import { CONFIGS } from '../support/paths.js';
import { TestApp } from '../support/test-app.js';

const { jest } = import.meta;

const SID = accountSid(0x77);
const TOKEN = randomBytes(16).toString('hex');
const SECOND = randomBytes(16).toString('hex');

describe('the snapshot of routes', () => {
  let folder: string;
  let app: TestApp;
  let address: string;
  let workflowSecrets: readonly string[];
  let file: string;
  let bytes: Buffer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dialplane-snapshot-'));
    file = join(folder, 'routes.snapshot');
    app = await TestApp.start({ dataDir: folder });
    address = anAddress();
    const config = await createConfig(app.root, { config: { account_sid: SID, auth_token: TOKEN } });
    const workflow = await createWorkflow(app.root, { name: 'Agent "ünïcode" {}' });
    await createNumber(app.root, config.id, { address, inbound_workflow_id: workflow.id });
    const second = await app.root.put(`${CONFIGS}/${config.id}/secondary-secret`, { value: SECOND });
    expect(second.status).toBeLessThan(300);
    const memory = app.app.get(RouteMemory);
    const key = inboundKey('twilio', SID, address);
    await eventually(() => Promise.resolve(memory.number(key)?.workflow), Boolean);
    workflowSecrets = memory.number(key)?.workflow?.route.secrets() ?? [];
    await eventually(
      () => Promise.resolve(memory.allAccountEntries()[0]?.configurations[0]?.keys().length),
      (count) => count === 2,
    );
    await app.stop({ keepDatabase: true });
    bytes = await readFile(file);
  });

  afterAll(async () => {
    await app.database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A process that starts now: its memory, after it has looked for a snapshot. */
  async function load(
    changes: Partial<AppConfig> = {},
    clock = new RouteClock(),
  ): Promise<{ memory: RouteMemory; warnings: string[] }> {
    const config = { ...app.config, ...changes };
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const keys = new KeyRing(config);
    const vault = new CredentialVault(keys);
    const secrets = new SigningSecrets(
      { get: () => ({ metadata: { signingSecret: { field: 'auth_token' } } }) } as never,
      vault,
    );
    const memory = new RouteMemory(config, vault, secrets, new WorkflowSecretVault(keys));
    const snapshot = new RouteSnapshot(config, memory, new RouteWatch(clock), clock, keys, new MetricsRegistry());
    await snapshot.onModuleInit();
    const warnings = warn.mock.calls.map((call) => String(call[1]));
    warn.mockRestore();
    return { memory, warnings };
  }

  it('gives a new process everything that a call needs', async () => {
    const { memory, warnings } = await load();
    expect(warnings).toEqual([]);
    const entry = memory.number(inboundKey('twilio', SID, address));
    expect(entry?.row).toMatchObject({ address, accountId: SID, isActive: true });
    expect(entry?.workflow?.route).toMatchObject({
      name: 'Agent "ünïcode" {}',
      target: { type: 'say', text: 'Hello' },
    });
    expect(entry?.workflow?.route.secrets()).toEqual(workflowSecrets);
    const keys = memory.allAccountEntries()[0]?.configurations[0]?.keys();
    expect(keys?.map(({ secret }) => secret)).toEqual([TOKEN, SECOND]);
    expect(memory.allAccounts).not.toBeNull();
  });

  it('can be read by its owner alone, and has no secret in it', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(workflowSecrets).toHaveLength(1);
    const secrets = [TOKEN, SECOND, ...workflowSecrets, ...workflowSecrets.map((secret) => secret.slice(6))];
    for (const secret of secrets) {
      const spellings = [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').slice(0, -3),
        Buffer.from(secret).toString('hex'),
      ];
      for (const spelling of spellings) expect(bytes.includes(spelling)).toBe(false);
    }
    for (const key of app.config.encryptionKeys)
      for (const encoding of ['base64', 'hex', 'latin1'] as const)
        expect(bytes.includes(key.toString(encoding))).toBe(false);
    // What is looked for would be found.
    expect(bytes.includes(address)).toBe(true);
  });

  it('is refused when a single bit was changed, or bytes are missing or added', async () => {
    const step = Math.max(1, Math.floor(bytes.length / 150));
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      await expectRefused(changed);
    }
    for (const length of [0, 1, 59, 60, 61, bytes.length - 61, bytes.length - 1])
      await expectRefused(bytes.subarray(0, length));
    await expectRefused(Buffer.concat([bytes, Buffer.from('\n')]));
    await expectRefused(Buffer.concat([bytes, bytes]));
    await expectRefused(bytes.subarray(bytes.indexOf('\n') + 1));
    await writeFile(file, bytes);
  }, 30_000);

  async function expectRefused(content: Buffer): Promise<void> {
    await writeFile(file, content);
    const { memory, warnings } = await load();
    expect(memory.size).toEqual({ numbers: 0, accounts: 0, workflows: 0 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('it was changed, cut off, or signed with a key that is not in ENCRYPTION_KEYS');
  }

  it('is refused from another installation, and accepted after a rotation of keys', async () => {
    const foreign = await load({ encryptionKeys: [randomBytes(32)] });
    expect([foreign.memory.size.numbers, foreign.warnings.length]).toEqual([0, 1]);
    const rotated = await load({ encryptionKeys: [randomBytes(32), ...app.config.encryptionKeys] });
    expect([rotated.memory.size.numbers, rotated.warnings.length]).toEqual([1, 0]);
  });

  it.each([
    ['too old', 25 * 3_600_000, 'older than ROUTE_SNAPSHOT_MAX_AGE'],
    ['from the future', -3_600_000, 'from the future'],
  ])('is refused when it is %s', async (_name, later, reason) => {
    const clock = new RouteClock();
    clock.wall = () => Date.now() + later;
    const { memory, warnings } = await load({}, clock);
    expect([memory.size.numbers, memory.allAccounts]).toEqual([0, null]);
    expect(warnings).toEqual([expect.stringContaining(reason)]);
  });

  it('is missed by nobody when there is none', async () => {
    const { memory, warnings } = await load({ dataDir: join(folder, 'nothing-here') });
    expect([memory.size.numbers, warnings]).toEqual([0, []]);
  });

  it('costs a warning when the folder cannot be written, and nothing else', async () => {
    const blocked = join(folder, 'a-file');
    await writeFile(blocked, '');
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const other = await TestApp.start({ beside: app, dataDir: blocked });
    await eventually(
      () => Promise.resolve(other.app.get(RouteMemory).size.numbers),
      (count) => count === 1,
    );
    await other.stop({ keepDatabase: true });
    const texts = warn.mock.calls.map((call) => String(call[1]));
    warn.mockRestore();
    expect(texts.filter((text) => text.includes('cannot be written'))).toHaveLength(1);
  });
});
