import { validated } from '../../contract/testing/carrier-kit.js';
import { PlivoCredentials } from './plivo.credentials.js';

const VALID = { auth_id: 'MA2025RK4E639VJFZAGV', auth_token: 'MzQyYzBhNDRjMzI5YmM0MTI5MDVhMjlkNzc5NjU4' };

function check(fields: object): ReturnType<typeof validated> {
  return validated(PlivoCredentials, { ...VALID, ...fields });
}

it.each([{}, { application_id: null }, { application_id: '' }])('takes %j', (fields) => {
  expect(check(fields)).toMatchObject(VALID);
});

it('takes an application', () => {
  expect(check({ application_id: ' 20372631212782780 ' })).toMatchObject({ application_id: '20372631212782780' });
});

it.each([
  [{ auth_id: ' ' }, '/auth_id auth_id must not be blank'],
  [{ auth_id: '../MA' }, '/auth_id auth_id must be the Auth ID'],
  [{ auth_token: '' }, '/auth_token auth_token must not be blank'],
  [{ auth_token: 'a\nb' }, '/auth_token auth_token must not contain control characters'],
  [{ application_id: 'my app' }, '/application_id application_id must be the Application ID'],
  [{ application_id: 20372631212782780 }, '/application_id application_id must be text'],
])('refuses %j', (fields, expected) => {
  expect(check(fields)).toEqual([expect.stringContaining(expected)]);
});
