import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { AppConfig } from '../../config/app-config.js';
import { KeyRing } from '../../crypto/key-ring.js';
import { CredentialVault } from './credential-vault.js';

function vaultOf(...encryptionKeys: [Buffer, ...Buffer[]]): CredentialVault {
  return new CredentialVault(new KeyRing({ encryptionKeys } as unknown as AppConfig));
}

const KEY = randomBytes(32);
const OWNER = { organizationId: 3, id: 7 };
const credentials = fc.dictionary(
  fc.string(),
  fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null)),
  {
    noNullPrototype: true,
  },
);

describe('the vault of credentials', () => {
  it('opens what it sealed', () => {
    const vault = vaultOf(KEY);
    fc.assert(
      fc.property(credentials, (values) => {
        expect(vault.open({ ...OWNER, ...vault.seal(OWNER, values) })).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it('opens them for the configuration and the organization they were sealed for, and no other', () => {
    const vault = vaultOf(KEY);
    const sealed = vault.seal(OWNER, { token: 'a secret' });
    for (const thief of [
      { organizationId: 4, id: 7 },
      { organizationId: 3, id: 8 },
      { organizationId: 37, id: 7 },
    ]) {
      expect(() => vault.open({ ...thief, ...sealed })).toThrow();
    }
  });

  it('opens with an older key of the ring what was sealed before a rotation', () => {
    const sealed = vaultOf(KEY).seal(OWNER, { token: 'a secret' });
    expect(vaultOf(randomBytes(32), KEY).open({ ...OWNER, ...sealed })).toEqual({ token: 'a secret' });
    expect(() => vaultOf(randomBytes(32)).open({ ...OWNER, ...sealed })).toThrow(/ENCRYPTION_KEYS/);
  });
});
