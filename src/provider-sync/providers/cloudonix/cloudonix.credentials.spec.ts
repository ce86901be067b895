import { validated } from '../../contract/testing/carrier-kit.js';
import { CloudonixCredentials } from './cloudonix.credentials.js';

const VALID = { bearer_token: 'XI0123456789abcdef0123456789abcdef', domain_id: 'acme.cloudonix.net' };

function check(fields: object): ReturnType<typeof validated> {
  return validated(CloudonixCredentials, { ...VALID, ...fields });
}

it.each([{}, { application_name: null }, { application_name: '' }])('takes %j', (fields) => {
  expect(check(fields)).toMatchObject(VALID);
});

it('takes an application', () => {
  expect(check({ application_name: ' My App/2 ' })).toMatchObject({ application_name: 'My App/2' });
});

it.each([
  [' Acme ', 'acme.cloudonix.net'],
  ['ACME.cloudonix.net..', 'acme.cloudonix.net'],
  ['acme.', 'acme.cloudonix.net'],
  ['Voice.Example.COM', 'voice.example.com'],
])('makes of the domain "%s" "%s"', (domain, expected) => {
  expect(check({ domain_id: domain })).toMatchObject({ domain_id: expected });
});

it.each([
  [{ bearer_token: ' ' }, '/bearer_token bearer_token must not be blank'],
  [{ bearer_token: 'a\nb' }, '/bearer_token bearer_token must not contain control characters'],
  [{ bearer_token: 'two words' }, '/bearer_token bearer_token must be the API key'],
  [{ domain_id: '...' }, '/domain_id domain_id must not be blank'],
  [{ domain_id: 'a/../b.net' }, '/domain_id domain_id must be a domain name'],
  [{ domain_id: 7 }, '/domain_id domain_id must be text'],
  [{ application_name: '..' }, '/application_name application_name must be the name'],
])('refuses %j', (fields, expected) => {
  expect(check(fields)).toEqual([expect.stringContaining(expected)]);
});
