import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import type { InboundCaller, SentWebhook, WebhookOptions } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { deliver } from '../support/deliver.js';
import { SIGNATURE_DIAGNOSES } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';
import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';

const BASE = 'https://calls.example.com';
const FORMER = 'https://former.example.com/dialplane';
const PROXY_HOST = 'voice.example.com';

const callers: [string, InboundCaller][] = [];
for (const [name, { inbound }] of await loadCarrierKits()) if (inbound) callers.push([name, inbound]);

/** How a URL can be told or changed: what the carrier signs, what arrives, and what is to be said of it. */
interface Spelling {
  what: string;
  signed: (path: string) => string;
  arrives?: (path: string) => string;
  setting: string;
  words: string;
}

const SPELLINGS: readonly Spelling[] = [
  {
    what: 'the scheme',
    signed: (path) => `http://calls.example.com${path}`,
    setting: 'PUBLIC_BASE_URL',
    words: 'http instead of https',
  },
  {
    what: 'the host',
    signed: (path) => `https://${PROXY_HOST}${path}`,
    setting: 'PUBLIC_BASE_URL',
    words: `host ${PROXY_HOST}`,
  },
  {
    what: 'scheme and host',
    signed: (path) => `http://${PROXY_HOST}${path}`,
    setting: 'PUBLIC_BASE_URL',
    words: `host ${PROXY_HOST}, http instead of https`,
  },
  { what: 'the port', signed: (path) => `${BASE}:8443${path}`, setting: 'PUBLIC_BASE_URL', words: 'port 8443' },
  { what: 'the default port', signed: (path) => `${BASE}:443${path}`, setting: 'PUBLIC_BASE_URL', words: 'port 443' },
  {
    what: 'the path of the base',
    signed: (path) => `${BASE}/calls${path}`,
    setting: 'PUBLIC_BASE_URL',
    words: 'below the path /calls',
  },
  { what: 'a former base', signed: (path) => FORMER + path, setting: 'carrier_url', words: `the former ${FORMER}` },
  {
    what: 'a slash at the end',
    signed: (path) => `${BASE}${path}/`,
    setting: 'proxy',
    words: 'a slash at the end of the path',
  },
  {
    what: 'a slash less',
    signed: (path) => BASE + path,
    arrives: (path) => `${path}/`,
    setting: 'proxy',
    words: 'no slash at the end of the path',
  },
  {
    what: 'the fallback URL',
    signed: () => `${BASE}/api/v1/telephony/inbound/fallback`,
    setting: 'proxy',
    words: 'the path /api/v1/telephony/inbound/fallback',
  },
  {
    what: 'the order of the query',
    signed: (path) => `${BASE}${path}?tenant=x&agent=y`,
    arrives: (path) => `${path}?agent=y&tenant=x`,
    setting: 'proxy',
    words: 'the query parameters in another order',
  },
  {
    what: 'the encoding of the query',
    signed: (path) => `${BASE}${path}?tenant=a%20b%2Fc`,
    arrives: (path) => `${path}?tenant=a+b%2Fc`,
    setting: 'proxy',
    words: '%20 instead of + in the query',
  },
  {
    what: 'the query',
    signed: (path) => BASE + path,
    arrives: (path) => `${path}?added=by-proxy`,
    setting: 'proxy',
    words: 'no query',
  },
];

/** What can happen to a request on its way, in a part that is chosen at random. */
type Mutation = (sent: SentWebhook, at: number, by: string) => SentWebhook;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  nothing: (sent) => sent,
  'a header is lost': ({ headers, ...sent }, at) => {
    const lost = Object.keys(headers)[at % Object.keys(headers).length];
    return { ...sent, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== lost)) };
  },
  'a header is changed': ({ headers, ...sent }, at, by) => {
    const [name = '', value = ''] = Object.entries(headers)[at % Object.keys(headers).length] ?? [];
    return { ...sent, headers: { ...headers, [name]: by + value.slice(at % (value.length + 1)) } };
  },
  'the body is changed': ({ body, ...sent }, at, by) => ({ ...sent, body: body.slice(0, at % body.length) + by }),
  'the query is changed': ({ url, ...sent }, at, by) => ({ ...sent, url: `${url}?${at}=${encodeURIComponent(by)}` }),
};

/** Headers that a proxy adds. */
const OF_PROXY = {
  host: 'internal:8080',
  'x-forwarded-host': PROXY_HOST,
  'x-forwarded-port': '8443',
  'x-forwarded-prefix': '/calls',
};

describe('what the signature doctor says of webhooks of', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let api: ApiClient;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env, publicBaseUrl: BASE });
    api = await app.organization('Acme');
    await runSql(app.database.url, 'INSERT INTO public_urls (url) VALUES ($1)', [FORMER]);
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  it('at least six carriers', () => {
    expect(callers.length).toBeGreaterThanOrEqual(6);
  });

  describe.each(callers)('%s', (name, caller) => {
    const path = `/api/v1/telephony/inbound/${name}`;
    let account: CarrierAccount;
    let other: CarrierAccount;
    let configId = 0;
    let otherId = 0;
    let signsUrl = false;
    let secretField = '';

    beforeAll(async () => {
      [account, other] = [openAccount(sandbox, name), openAccount(sandbox, name)];
      const registered = await registerAccount(api, account);
      configId = registered.configId;
      // Some carriers name the application that a number is bound to.
      await registered.add(account.addresses[0] ?? '');
      otherId = (await registerAccount(api, other)).configId;
      const { webhook, metadata } = app.app.get(ProviderRegistry, { strict: false }).get(name);
      signsUrl = webhook?.signsUrl ?? false;
      secretField = metadata.signingSecret?.field ?? '';
      await app.routesAreKnown();
    });

    function webhook(url = BASE + path, options?: WebhookOptions): SentWebhook {
      const callId = name === 'twilio' ? `CA${randomUUID().replaceAll('-', '')}` : randomUUID();
      return caller.call(account, url, { callId, from: '+14155550100', to: account.addresses[0] ?? '' }, options);
    }

    async function diagnosis(sent: SentWebhook, fields: object = {}): Promise<ApiResponse['body']> {
      const { method, headers, body } = sent;
      const target = sent.url.slice(sent.url.indexOf('/', 'https://'.length));
      const request = { method, path: target, headers: { ...headers, ...OF_PROXY }, body };
      const answer = await api.post(SIGNATURE_DIAGNOSES, {
        telephony_configuration_id: configId,
        ...request,
        ...fields,
      });
      expect([answer.status, answer.body.code]).toEqual([200, undefined]);
      const text = JSON.stringify(answer.body);
      for (const secret of [account.credentials[secretField], other.credentials[secretField]]) {
        expect(text).not.toContain(secret);
      }
      return answer.body;
    }

    /** Whether a call with this request would be let in. */
    const isLetIn = async (sent: SentWebhook): Promise<boolean> => (await deliver(app, sent)).status !== 403;

    it('nothing, where they pass', async () => {
      const sent = webhook();
      expect(await diagnosis(sent)).toMatchObject({
        verdict: 'valid',
        fault: null,
        passed_with: { secret: 'primary', telephony_configuration_id: configId },
      });
      expect(await isLetIn(sent)).toBe(true);
    });

    it.each(SPELLINGS.map((spelling) => [spelling.what, spelling] as const))(
      'that this is different: %s',
      async (_what, { signed, arrives = (text) => text, setting, words }) => {
        const target = arrives(path);
        const sent = { ...webhook(signed(path)), url: BASE + target };
        const found = await diagnosis(sent);
        // Some schemes leave parts of the URL out, or take a URL with its port and without.
        const passes = target.startsWith(`${path}/`) ? found.verdict === 'valid' : await isLetIn(sent);
        if (!signsUrl) expect(passes).toBe(true);
        const passed_with = { secret: 'primary', telephony_configuration_id: configId };
        expect(found).toMatchObject(
          passes
            ? { verdict: 'valid', setting: null, passed_with }
            : { verdict: 'fixable', fault: 'signature_wrong', setting, passed_with: { ...passed_with, url: words } },
        );
      },
    );

    it('that a secret which nobody here has signed them, that something was changed, or that nobody signed them', async () => {
      const stranger = openAccount(sandbox, name).credentials[secretField] ?? '';
      const tampered = webhook();
      const foreign = webhook(undefined, { secret: stranger });
      for (const sent of [foreign, webhook('http://calls.example.com' + path, { secret: stranger })]) {
        expect(await diagnosis({ ...sent, url: BASE + path })).toMatchObject({
          verdict: 'not_ours',
          fault: 'signature_wrong',
          setting: null,
          passed_with: null,
        });
      }
      expect(await isLetIn(foreign)).toBe(false);
      expect(await diagnosis(webhook(undefined, { secret: null }))).toMatchObject({
        verdict: 'not_ours',
        fault: 'signature_missing',
      });
      const body = tampered.body.replace('14155550100', '14155550666');
      const changed = { ...tampered, body };
      // Where the body is not signed, nobody can tell.
      const passes = await isLetIn(changed);
      expect((await diagnosis(changed)).verdict).toBe(passes ? 'valid' : 'not_ours');
    });

    it('that they are signed with the secret of another configuration, as long as it is of the same organization', async () => {
      const sent = webhook(undefined, { secret: other.credentials[secretField] ?? '' });
      expect(await diagnosis(sent)).toMatchObject({
        verdict: 'fixable',
        setting: 'token',
        passed_with: { secret: 'other_configuration', telephony_configuration_id: otherId },
      });
      const rival = await app.organization('Rival');
      const { configId: theirs } = await registerAccount(rival, openAccount(sandbox, name));
      const { method, headers, body } = sent;
      const asked = { telephony_configuration_id: theirs, method, path, headers, body };
      expect((await rival.post(SIGNATURE_DIAGNOSES, asked)).body).toMatchObject({ verdict: 'not_ours' });
    });

    it('that the clock is wrong, where the scheme looks at it', async () => {
      const sent = webhook(undefined, { signedAt: Date.now() - 2 * 3_600_000 });
      const passes = await isLetIn(sent);
      const found = await diagnosis(sent);
      expect(found).toMatchObject(
        passes
          ? { verdict: 'valid' }
          : {
              verdict: 'fixable',
              fault: 'signature_expired',
              setting: 'clock',
              message: expect.stringContaining('about 2 hours before'),
            },
      );
      const then = new Date(Date.now() - 2 * 3_600_000).toISOString();
      expect(await diagnosis(sent, { received_at: then })).toMatchObject({ verdict: 'valid' });
    });

    it('that they pass if and only if they are let in, whatever happened to them', async () => {
      const text = fc.string({ unit: fc.constantFrom(...'abcXYZ019 =&+%/,;{}"\'.-'), maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...Object.keys(MUTATIONS)), fc.nat(500), text, async (what, at, by) => {
          const sent = MUTATIONS[what]?.(webhook(), at, by) ?? webhook();
          const { verdict } = await diagnosis(sent);
          expect([what, verdict === 'valid']).toEqual([what, await isLetIn(sent)]);
        }),
        { numRuns: 40 },
      );
    });

    it('the same of bodies in base64 and of whole URLs', async () => {
      const sent = webhook();
      const body_base64 = Buffer.from(sent.body).toString('base64');
      expect(await diagnosis(sent, { path: undefined, url: sent.url, body: undefined, body_base64 })).toMatchObject({
        verdict: 'valid',
      });
    });
  });
});
