import { CloudonixLoopback } from '../../../../test/support/carriers/cloudonix-loopback.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { CloudonixModule } from './cloudonix.module.js';
import { CloudonixProvider } from './cloudonix.provider.js';

const DOMAIN = 'canary.cloudonix.net';
const UUID = '3a1c2b7e-0000-4000-8000-000000000001';
const TOKEN = 'XIcanarytoken0000000000000000000000';
const CREDENTIALS = { bearer_token: TOKEN, domain_id: DOMAIN };

let carrier: CloudonixLoopback;
let provider: CloudonixProvider;
let close: () => Promise<void>;

beforeEach(async () => {
  carrier = await new CloudonixLoopback().listen();
  carrier.addDomain({ name: DOMAIN, apiKey: TOKEN, uuid: UUID });
  ({ provider, close } = await openProvider(CloudonixModule, CloudonixProvider, {
    CLOUDONIX_API_BASE_URL: carrier.baseUrl,
  }));
});

afterEach(async () => {
  await close();
  await carrier.close();
});

describe('the check', () => {
  it('finds nothing wrong with a domain alone, and asks once', async () => {
    expect(await provider.credentialCheck.check(CREDENTIALS, inTime())).toEqual([]);
    expect(carrier.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /customers/self/domains/${DOMAIN}`,
    ]);
  });

  it.each([
    [{ domain_id: 'other4711.cloudonix.net' }, 'domain_id'],
    [{ application_name: 'other4711' }, 'application_name'],
  ])('finds %j, without repeating it', async (wrong, field) => {
    const faults = await provider.credentialCheck.check({ ...CREDENTIALS, ...wrong }, inTime());
    expect(faults).toEqual([{ field, detail: expect.stringContaining('Cloudonix cockpit') as string }]);
    expect(JSON.stringify(faults)).not.toContain('4711');
  });

  it('finds nothing wrong with an application that exists', async () => {
    expect(await provider.credentialCheck.check({ ...CREDENTIALS, application_name: 'blackhole' }, inTime())).toEqual(
      [],
    );
  });

  it.each(CARRIER_FAULTS)('%s is called by its name, without a secret', async (what, fail, code) => {
    fail(carrier);
    const signal = AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
    const fault = await faultOf(provider.credentialCheck.check(CREDENTIALS, signal));
    expect(fault.code).toBe(code);
    for (const secret of [TOKEN, DOMAIN]) expect(everythingIn(fault)).not.toContain(secret);
  });
});

describe('the completion', () => {
  it('adds the UUID of the domain', async () => {
    expect(await provider.completion.complete(CREDENTIALS, null, inTime())).toEqual({
      ...CREDENTIALS,
      domain_uuid: UUID,
    });
  });

  it('asks again only for another domain', async () => {
    const stored = { ...CREDENTIALS, domain_uuid: 'stored' };
    expect(await provider.completion.complete(stored, stored, inTime())).toEqual(stored);
    expect(carrier.counters.total).toBe(0);
    const moved = { ...stored, domain_id: 'former.cloudonix.net' };
    expect(await provider.completion.complete(stored, moved, inTime())).toMatchObject({ domain_uuid: UUID });
  });

  it('says that the domain does not exist', async () => {
    const wrong = { ...CREDENTIALS, domain_id: 'none.cloudonix.net' };
    const fault = await faultOf(provider.completion.complete(wrong, null, inTime()));
    expect(fault.code).toBe('provider_refused');
    expect(fault.message).toContain('Correct the Domain Name');
  });

  it('does not take a domain without a UUID', async () => {
    carrier.fail({ status: 200, body: { domain: DOMAIN } });
    expect((await faultOf(provider.completion.complete(CREDENTIALS, null, inTime()))).code).toBe(
      'provider_invalid_response',
    );
  });
});
