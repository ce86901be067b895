import { validated } from '../../contract/testing/carrier-kit.js';
import { AriCredentials } from './ari.credentials.js';

const VALID = { ari_endpoint: 'http://asterisk.example.com:8088', app_name: 'dialplane', app_password: 'p:a ss' };
const AGENT = {
  external_pbx_agent_api_url: 'https://vicidial.example.com/agc/api.php',
  external_pbx_agent_api_username: 'agent',
  external_pbx_agent_api_password: 'secret',
};
const NON_AGENT = {
  external_pbx_non_agent_api_url: 'https://vicidial.example.com/vicidial/non_agent_api.php',
  external_pbx_non_agent_api_username: 'admin',
  external_pbx_non_agent_api_password: 'secret',
};

function check(fields: object): ReturnType<typeof validated> {
  return validated(AriCredentials, { ...VALID, ...fields });
}

it('takes the required fields alone', () => {
  expect(check({})).toMatchObject(VALID);
});

it.each([
  'http://10.0.0.1:8088',
  'https://asterisk.example.com/pbx',
  'https://asterisk.example.com:8089/ari/',
  'http://[2001:db8::1]:8088',
])('takes the address %s', (endpoint) => {
  expect(check({ ari_endpoint: ` ${endpoint}\n` })).toMatchObject({ ari_endpoint: endpoint });
});

it('takes null, and blank as null, for what is optional', () => {
  expect(check({ ws_client_name: ' ', external_pbx_type: null, external_pbx_agent_api_url: '' })).toMatchObject({
    ws_client_name: null,
    external_pbx_type: null,
    external_pbx_agent_api_url: null,
  });
});

it('takes an external PBX with one API or both', () => {
  expect(check({ external_pbx_type: 'vicidial', ...AGENT })).toMatchObject(AGENT);
  expect(check({ external_pbx_type: 'vicidial', ...AGENT, ...NON_AGENT })).toMatchObject(NON_AGENT);
});

it.each([
  [{ ari_endpoint: '' }, '/ari_endpoint ari_endpoint must not be blank'],
  [{ ari_endpoint: 'asterisk.example.com:8088' }, '/ari_endpoint ari_endpoint must be an http or https URL'],
  [{ ari_endpoint: 'ws://asterisk.example.com' }, '/ari_endpoint'],
  [{ ari_endpoint: 'http://user:pass@asterisk.example.com' }, '/ari_endpoint'],
  [{ ari_endpoint: 'http://asterisk.example.com/?x=1' }, '/ari_endpoint'],
  [{ ari_endpoint: 'http://asterisk.example.com/#x' }, '/ari_endpoint'],
  [{ ari_endpoint: 'http://a b/' }, '/ari_endpoint'],
  [{ app_name: 'user:pass' }, '/app_name app_name must be the name of a section of ari.conf'],
  [{ app_password: null }, '/app_password app_password must be text'],
  [{ ws_client_name: 'a/b' }, '/ws_client_name'],
  [{ stasis_app_name: 'dialplane_0123456789ab' }, '/stasis_app_name'],
  [{ external_pbx_type: 'other' }, '/external_pbx_type external_pbx_type'],
  [
    { external_pbx_type: 'vicidial' },
    '/external_pbx_type external_pbx_type needs external_pbx_agent_api_url, external_pbx_agent_api_username, external_pbx_agent_api_password as well',
  ],
])('refuses %j', (fields, expected) => {
  const [fault] = check(fields) as string[];
  expect(fault).toContain(expected);
});

it.each(Object.keys(NON_AGENT))('wants all three of an API, %s too', (name) => {
  const faults = check({ external_pbx_type: 'vicidial', ...AGENT, ...NON_AGENT, [name]: null }) as string[];
  expect(faults).toHaveLength(2);
  for (const fault of faults) expect(fault).toContain(`needs ${name} as well`);
});

it('never repeats a value', () => {
  const faults = check({ app_password: 'canary\u0000', ari_endpoint: 'http://canary:canary@x/' });
  expect(faults).toHaveLength(2);
  expect(JSON.stringify(faults)).not.toContain('canary');
});
