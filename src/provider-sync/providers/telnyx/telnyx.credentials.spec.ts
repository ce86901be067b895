import { validated } from '../../contract/testing/carrier-kit.js';
import { TelnyxCredentials } from './telnyx.credentials.js';

const KEY = 'iGtB96aTJO4SmJPzRPqW20Zc10AWCiN8OQLE5Tg330U=';
const VALID = { api_key: 'KEY0186E5D0C4A6E3F1B2_canary0Telnyx' };

function check(fields: object): ReturnType<typeof validated> {
  return validated(TelnyxCredentials, { ...VALID, ...fields });
}

it.each([
  {},
  { connection_id: null, webhook_public_key: null },
  { connection_id: '', webhook_public_key: ' ' },
  { connection_id: '1293384261075731499' },
  { webhook_public_key: KEY },
  { webhook_public_key: KEY.slice(0, -1) },
])('takes %j', (fields) => {
  expect(check(fields)).toMatchObject(VALID);
});

it('takes off what copying adds', () => {
  expect(check({ connection_id: ' 1293384261075731499\n', webhook_public_key: `${KEY}\r\n` })).toMatchObject({
    connection_id: '1293384261075731499',
    webhook_public_key: KEY,
  });
});

it.each([
  [{ api_key: ' ' }, '/api_key api_key must not be blank'],
  [{ api_key: 'KEY two' }, '/api_key api_key must be the API key'],
  // It goes into a header, which cannot hold this.
  [{ api_key: 'KÉY' }, '/api_key api_key must be the API key'],
  [{ api_key: 'x'.repeat(257) }, '/api_key api_key must have at most 256 characters'],
  [{ connection_id: '../phone_numbers' }, '/connection_id connection_id must be the ID'],
  [{ connection_id: 1293384261075731 }, '/connection_id connection_id must be text'],
  [{ webhook_public_key: 'KEY0186E5D0' }, '/webhook_public_key webhook_public_key must be the public key'],
  [{ webhook_public_key: `${KEY}AAAA` }, '/webhook_public_key webhook_public_key must be the public key'],
])('refuses %j', (fields, expected) => {
  expect(check(fields)).toEqual([expect.stringContaining(expected)]);
});
