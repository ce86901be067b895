import fc from 'fast-check';
import { DomainError } from '../../common/errors/domain-error.js';
import { formField } from '../../provider-sync/contract/form-field.js';
import { maskCredentials, maskOf, mergeCredentials } from './credential-mask.js';

const FIELDS = [
  formField({ name: 'account_id', label: 'Account', type: 'text' }),
  formField({ name: 'token', label: 'Token', type: 'password', sensitive: true }),
  formField({ name: 'secret', label: 'Secret', type: 'password', sensitive: true, required: false }),
  formField({ name: 'amd', label: 'AMD', type: 'boolean', required: false }),
];
const STORED = { account_id: 'account-4711', token: 'tokenabcdefgh', secret: null, amd: true };

/** Any secret, masks excluded: nobody can store one. */
const secret = fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }).filter((text) => !text.includes('****'));

function refusalOf(work: () => unknown): DomainError {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('the mask of a credential', () => {
  it.each([
    ['a', '****'],
    ['12345678', '****'],
    ['123456789', '****6789'],
    ['AC00000000000000000000000000001234', '****1234'],
    ['-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----', '****----'],
  ])('of %j is %j', (value, mask) => {
    expect(maskOf(value)).toBe(mask);
  });

  it('never shows more than four characters, and never half of a secret', () => {
    fc.assert(
      fc.property(secret, (value) => {
        const shown = maskOf(value).slice('****'.length);
        expect(maskOf(value).startsWith('****')).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(4);
        expect(shown.length * 2).toBeLessThan(value.length);
        expect(value.endsWith(shown)).toBe(true);
      }),
    );
  });

  it('is put on sensitive texts only, and every field of the provider is shown', () => {
    expect(maskCredentials(FIELDS, { ...STORED, secret: 'short', stray: 'never shown' })).toEqual({
      account_id: 'account-4711',
      token: '****efgh',
      secret: '****',
      amd: true,
    });
    expect(maskCredentials(FIELDS, {})).toEqual({ account_id: null, token: null, secret: null, amd: null });
  });
});

describe('merging credentials', () => {
  it('keeps what is absent, replaces what is given, removes what is null', () => {
    expect(mergeCredentials(FIELDS, STORED, {})).toEqual(STORED);
    expect(mergeCredentials(FIELDS, STORED, { token: 'new', amd: null })).toEqual({
      ...STORED,
      token: 'new',
      amd: null,
    });
  });

  it('passes unknown fields on, so that validation can refuse them', () => {
    expect(mergeCredentials(FIELDS, STORED, { tokn: 'x' })).toHaveProperty('tokn', 'x');
  });

  it('refuses what looks like a mask and is not the present one, and says where', () => {
    for (const stale of ['****', '****xxxx', '****EFGH', 'x****efgh', '****efgh ', 'a****b']) {
      const refusal = refusalOf(() => mergeCredentials(FIELDS, STORED, { token: stale }));
      expect(refusal).toMatchObject({
        code: 'masked_value_stale',
        errors: [{ pointer: '/config/token', code: 'masked_value_stale' }],
      });
      expect(JSON.stringify(refusal.errors) + refusal.detail).not.toContain(stale);
    }
  });

  it('refuses a mask of something that is not stored', () => {
    expect(refusalOf(() => mergeCredentials(FIELDS, STORED, { secret: '****' })).code).toBe('masked_value_stale');
  });

  it('takes a mask in a field that is not masked for its value', () => {
    expect(mergeCredentials(FIELDS, STORED, { account_id: '****' })).toHaveProperty('account_id', '****');
  });

  it('of what was shown changes nothing', () => {
    const credentials = fc.record({
      account_id: fc.string(),
      token: secret,
      secret: fc.option(secret),
      amd: fc.option(fc.boolean()),
    });
    fc.assert(
      fc.property(credentials, (stored) => {
        expect(mergeCredentials(FIELDS, stored, maskCredentials(FIELDS, stored))).toEqual(stored);
      }),
    );
  });
});
