import { generateKeyPairSync } from 'node:crypto';
import { validated } from '../../contract/testing/carrier-kit.js';
import { VonageCredentials } from './vonage.credentials.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const VALID = {
  application_id: '78d335fa-323d-4114-9c3d-d6f0d48968cf',
  private_key: PEM.trim(),
  api_key: '1a2b3c4d',
  api_secret: 'canarySecret01',
};

function check(fields: object): ReturnType<typeof validated> {
  return validated(VonageCredentials, { ...VALID, ...fields });
}

it.each([{}, { signature_secret: null }, { signature_secret: '' }, { signature_secret: 'abc' }])(
  'takes %j',
  (fields) => {
    expect(check(fields)).toMatchObject(VALID);
  },
);

it('takes keys in both forms of PEM, whatever ends their lines', () => {
  const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  for (const private_key of [PEM, pkcs1, PEM.replaceAll('\n', '\r\n')]) {
    expect(check({ private_key })).toEqual(expect.objectContaining({ private_key: private_key.trim() }));
  }
});

it.each([
  [{ application_id: 'my app' }, '/application_id application_id must be the Application ID'],
  [{ application_id: '' }, '/application_id application_id must not be blank'],
  [{ private_key: PEM.replace('PRIVATE', 'ENCRYPTED PRIVATE') }, '/private_key private_key must be the private key'],
  [{ private_key: PEM.replaceAll('PRIVATE', 'PUBLIC') }, '/private_key private_key must be the private key'],
  [{ private_key: PEM.replace('\n', '\u0000\n') }, '/private_key private_key must not contain control characters'],
  [{ private_key: 'x'.repeat(20_000) }, '/private_key private_key must have at most 16384 characters'],
  [{ api_key: 'a/b' }, '/api_key api_key must be the API key'],
  [{ api_secret: ' ' }, '/api_secret api_secret must not be blank'],
  [{ signature_secret: 'two words' }, '/signature_secret signature_secret must be the signature secret'],
])('refuses %j', (fields, expected) => {
  expect(check(fields)).toEqual([expect.stringContaining(expected)]);
});
