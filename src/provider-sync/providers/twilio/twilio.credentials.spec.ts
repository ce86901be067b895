import { validated } from '../../contract/testing/carrier-kit.js';
import { TwilioCredentials } from './twilio.credentials.js';

const VALID = { account_sid: `AC${'0123456789abcdef'.repeat(2)}`, auth_token: '0123456789abcdef0123456789abcdef' };

function check(fields: object): ReturnType<typeof validated> {
  return validated(TwilioCredentials, { ...VALID, ...fields });
}

it('takes the required fields alone', () => {
  expect(check({})).toMatchObject(VALID);
});

it('takes off the white space that copying adds', () => {
  expect(check({ auth_token: ` ${VALID.auth_token}\n`, account_sid: `\t${VALID.account_sid}` })).toMatchObject(VALID);
});

it('takes null, and blank as null, for what is optional', () => {
  expect(check({ region: null, edge: '  ', amd_enabled: null })).toMatchObject({
    region: null,
    edge: null,
    amd_enabled: null,
  });
  expect(check({ region: 'ie1', edge: 'dublin', amd_enabled: true })).toMatchObject({ region: 'ie1', edge: 'dublin' });
  expect(check({ edge: 'frankfurt' })).toMatchObject({ edge: 'frankfurt' });
});

it.each([
  [{ account_sid: '' }, '/account_sid account_sid must not be blank'],
  [{ account_sid: `SK${'0'.repeat(32)}` }, '/account_sid account_sid must be the Account SID'],
  [{ account_sid: 'AC 123' }, '/account_sid account_sid must be the Account SID'],
  [{ account_sid: null }, '/account_sid account_sid must be text'],
  [{ auth_token: undefined }, '/auth_token auth_token must be text'],
  [{ auth_token: '   ' }, '/auth_token auth_token must not be blank'],
  [{ auth_token: 'two words' }, '/auth_token auth_token must be the Auth Token, without spaces'],
  [{ auth_token: 'a\u0000b' }, '/auth_token auth_token must not contain control characters'],
  [{ auth_token: 'x'.repeat(129) }, '/auth_token auth_token must have at most 128 characters'],
  [{ amd_enabled: 'yes' }, '/amd_enabled'],
  [{ region: 'ie1.evil.example/', edge: 'dublin' }, '/region region must'],
  [{ edge: 'dublin.evil.example' }, '/edge edge must'],
  [{ region: 'ie1' }, '/region region needs edge as well'],
  [{ region: 'ie1', edge: '' }, '/region region needs edge as well'],
  [{ other: 1 }, '/other'],
])('refuses %j', (fields, expected) => {
  const faults = check(fields);
  expect(faults).toEqual([expect.stringContaining(expected)]);
});

it('never repeats a value', () => {
  expect(JSON.stringify(check({ auth_token: 'canary secret' }))).not.toContain('canary');
});
