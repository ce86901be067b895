import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { AppConfig } from '../../config/app-config.js';
import { KeyRing } from '../../crypto/key-ring.js';
import { WorkflowSecretVault } from './workflow-secret-vault.js';

const ringOf = (...encryptionKeys: Buffer[]): KeyRing => new KeyRing({ encryptionKeys } as unknown as AppConfig);

const KEY = randomBytes(32);
const vault = new WorkflowSecretVault(ringOf(KEY));

describe('secrets of workflows', () => {
  it('are 32 random bytes in the form of Standard Webhooks', () => {
    const secrets = Array.from({ length: 20 }, () => vault.make());
    expect(new Set(secrets).size).toBe(20);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      const webhook = new Webhook(secret);
      const now = new Date();
      const headers = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': webhook.sign('msg_1', now, '{}'),
      };
      expect(webhook.verify('{}', headers)).toEqual({});
    }
  });

  it('come out as they were put in, and are not seen from outside', () => {
    const secrets = [vault.make(), vault.make()];
    const sealed = vault.seal(5, secrets);
    expect(vault.open({ organizationId: 5, ...sealed })).toEqual(secrets);
    for (const secret of secrets) expect(sealed.signingCiphertext.includes(secret.slice(6, 20))).toBe(false);
    expect(vault.seal(5, secrets).signingCiphertext).not.toEqual(sealed.signingCiphertext);
  });

  it('open for no other organization, without their key, or when a bit was changed', () => {
    const sealed = vault.seal(5, [vault.make()]);
    expect(() => vault.open({ organizationId: 6, ...sealed })).toThrow();
    const other = new WorkflowSecretVault(ringOf(randomBytes(32)));
    expect(() => other.open({ organizationId: 5, ...sealed })).toThrow();
    const changed = Buffer.from(sealed.signingCiphertext);
    changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
    expect(() => vault.open({ organizationId: 5, ...sealed, signingCiphertext: changed })).toThrow();
  });

  it('outlive a rotation of the keys of the installation', () => {
    const secrets = [vault.make()];
    const sealed = vault.seal(5, secrets);
    const rotated = new WorkflowSecretVault(ringOf(randomBytes(32), KEY));
    expect(rotated.open({ organizationId: 5, ...sealed })).toEqual(secrets);
  });

  it('are none where there are none', () => {
    expect(vault.open({ organizationId: 5, signingKeyId: null, signingCiphertext: null })).toEqual([]);
  });
});
