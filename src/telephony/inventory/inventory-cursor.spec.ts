import { randomBytes } from 'node:crypto';
import { DomainError } from '../../common/errors/domain-error.js';
import type { AppConfig } from '../../config/app-config.js';
import { KeyRing } from '../../crypto/key-ring.js';
import { InventoryCursor } from './inventory-cursor.js';

const KEY = randomBytes(32);
const POSITION = {
  page: '/2010-04-01/Accounts/AC/IncomingPhoneNumbers.json?Page=1',
  since: '2026-11-25T01:00:00.000Z',
};

function cursors(key = KEY): InventoryCursor {
  return new InventoryCursor(new KeyRing({ encryptionKeys: [key] } as unknown as AppConfig));
}

function codeOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return error instanceof DomainError ? error.code : 'another error';
  }
}

describe('InventoryCursor', () => {
  it('gives back what was put in, and starts without one', () => {
    expect(cursors().read(cursors().write(POSITION, 7), 7)).toEqual(POSITION);
    expect(cursors().read(undefined, 7)).toEqual({ page: null, since: null });
  });

  const cursor = cursors().write(POSITION, 7);
  const [text = '', signature = ''] = cursor.split('.');
  const other = Buffer.from(JSON.stringify({ ...POSITION, page: 'https://elsewhere.example.net' })).toString(
    'base64url',
  );

  it.each([
    ['another page under the same signature', `${other}.${signature}`],
    ['another signature', `${text}.${'A'.repeat(16)}`],
    ['no signature', text],
    ['an empty text', ''],
    ['more behind it', `${cursor}A`],
    ['a different case', cursor.toUpperCase()],
  ])('refuses %s', (_, tampered) => {
    expect(codeOf(() => cursors().read(tampered, 7))).toBe('invalid_cursor');
  });

  it('refuses the cursor of another configuration, and that of another installation', () => {
    expect(codeOf(() => cursors().read(cursor, 8))).toBe('invalid_cursor');
    expect(codeOf(() => cursors(randomBytes(32)).read(cursor, 7))).toBe('invalid_cursor');
  });

  it('refuses it when any one character is another', () => {
    for (const index of [...cursor].keys()) {
      const replacement = cursor[index] === 'A' ? 'B' : 'A';
      const tampered = cursor.slice(0, index) + replacement + cursor.slice(index + 1);
      expect(codeOf(() => cursors().read(tampered, 7))).toBe('invalid_cursor');
    }
  });
});
