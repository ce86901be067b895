import { redact } from './redact.js';

describe('redacting', () => {
  it.each([
    'auth_token',
    'authToken',
    'api_secret',
    'private_key',
    'credentials',
    'key',
    'Authorization',
    'parameters',
  ])('masks %s at any depth', (name) => {
    expect(redact({ [name]: 'canary', inner: [{ [name]: { deep: 'canary' } }] })).toEqual({
      [name]: '[redacted]',
      inner: [{ [name]: '[redacted]' }],
    });
  });

  it('leaves everything else as it is', () => {
    const harmless = { phoneNumberId: 7, keyId: 'a1', at: new Date(0), list: [null, true, 'text'] };
    expect(redact(harmless)).toEqual(harmless);
  });

  it('ends on what contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.stringify(redact(loop))).toContain('[too deep]');
  });
});
