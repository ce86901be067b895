import { validated } from '../../contract/testing/carrier-kit.js';
import { VobizCredentials } from './vobiz.credentials.js';

const VALID = { auth_id: 'MA_SYQRLN1K', auth_token: 'bXlTZWNyZXRUb2tlbg+/==' };

function check(fields: object): ReturnType<typeof validated> {
  return validated(VobizCredentials, { ...VALID, ...fields });
}

it.each([{}, { application_id: null }, { application_id: '' }])('takes %j', (fields) => {
  expect(check(fields)).toMatchObject(VALID);
});

it('takes an application', () => {
  expect(check({ application_id: ' 20577609616603585 ' })).toMatchObject({ application_id: '20577609616603585' });
});

it.each([
  [{ auth_id: ' ' }, '/auth_id auth_id must not be blank'],
  [{ auth_id: '../MA' }, '/auth_id auth_id must be the Account ID'],
  [{ auth_token: '' }, '/auth_token auth_token must not be blank'],
  [{ auth_token: 'a b' }, '/auth_token auth_token must be the Auth Token'],
  [{ auth_token: 'a\nb' }, '/auth_token auth_token must not contain control characters'],
  [{ auth_token: 'tökén' }, '/auth_token auth_token must be the Auth Token'],
  [{ application_id: 'my app' }, '/application_id application_id must be the Application ID'],
  [{ application_id: 12345678 }, '/application_id application_id must be text'],
])('refuses %j', (fields, expected) => {
  expect(check(fields)).toEqual([expect.stringContaining(expected)]);
});
