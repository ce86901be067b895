import type { CarrierAccount } from '../../../../test/support/carrier-account.js';
import type { OutsideCall, SentWebhook } from '../../../../test/support/carriers/inbound-caller.js';
import { vobizInbound } from '../../../../test/support/carriers/vobiz-inbound.js';
import { CALL_STATES } from '../../contract/inbound/inbound-event.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { SignatureFault, Verification } from '../../contract/inbound/verification.js';
import { VobizInboundWebhookStrategy } from './vobiz.inbound-webhook.strategy.js';

const AUTH_ID = 'MA_CANARY01';
const TOKEN = 'canary-token-of-vobiz';
const URL_TOLD = 'https://calls.example.com/api/v1/telephony/inbound/vobiz';
const CALL: OutsideCall = {
  callId: '240a03dc-2a6a-48be-b777-1e9497ad4d76',
  from: '+917971442086',
  to: '+918071387149',
};
const ACCOUNT = { id: AUTH_ID, credentials: { auth_id: AUTH_ID, auth_token: TOKEN } } as unknown as CarrierAccount;

const V3 = 'x-vobiz-signature-v3';
const V3_MAIN = 'x-vobiz-signature-ma-v3';
const V3_NONCE = 'x-vobiz-signature-v3-nonce';
const V2 = 'x-vobiz-signature-v2';
const V2_MAIN = 'x-vobiz-signature-ma-v2';
const V2_NONCE = 'x-vobiz-signature-v2-nonce';
const WITHOUT_V3 = { [V3]: undefined, [V3_MAIN]: undefined, [V3_NONCE]: undefined };
const WITHOUT_V2 = { [V2]: undefined, [V2_MAIN]: undefined, [V2_NONCE]: undefined };
const NOBODY = `${'A'.repeat(43)}=`;

const strategy = new VobizInboundWebhookStrategy();

function requestOf({ method, url, headers, body }: SentWebhook): InboundRequest {
  return new InboundRequest(method, url.slice(new URL(url).origin.length), headers, Buffer.from(body));
}

function verify(sent: SentWebhook, secret = TOKEN): Verification {
  return strategy.verify(requestOf(sent), { secret, credentials: {} }, sent.url);
}

/** The headers in the place of those that were sent; undefined leaves one out. */
function withHeaders(sent: SentWebhook, headers: Readonly<Record<string, string | undefined>>): SentWebhook {
  const all = Object.entries({ ...sent.headers, ...headers });
  return {
    ...sent,
    headers: Object.fromEntries(all.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))),
  };
}

function refused(fault: SignatureFault): Verification {
  return { isValid: false, fault };
}

describe('a signature', () => {
  it.each(['POST', 'GET'] as const)('of a call by %s is right, and its nonces are told', (method) => {
    const sent = vobizInbound.call(ACCOUNT, URL_TOLD, CALL, { method });
    const { [V3_NONCE]: nonce, [V2_NONCE]: other } = sent.headers;
    expect(verify(sent)).toEqual({ isValid: true, nonces: [nonce, other] });
    expect(verify(sent, 'another token')).toEqual(refused('signature_wrong'));
    expect(verify(sent, strategy.decoy.secret)).toEqual(refused('signature_wrong'));
  });

  it('of the older scheme counts where the newer one is missing', () => {
    const sent = withHeaders(vobizInbound.call(ACCOUNT, URL_TOLD, CALL), WITHOUT_V3);
    expect(verify(sent)).toEqual({ isValid: true, nonces: [sent.headers[V2_NONCE]] });
  });

  it('of the older scheme does not heal a wrong one of the newer', () => {
    const sent = vobizInbound.call(ACCOUNT, URL_TOLD, CALL);
    expect(verify(withHeaders(sent, { [V3]: NOBODY, [V3_MAIN]: NOBODY }))).toEqual(refused('signature_wrong'));
    expect(verify(withHeaders(sent, { [V3_NONCE]: undefined }))).toEqual(refused('signature_malformed'));
  });

  it('may be made with the token of the subaccount or with that of the main account', () => {
    const sent = vobizInbound.call(ACCOUNT, URL_TOLD, CALL);
    expect(verify(withHeaders(sent, { [V3]: NOBODY })).isValid).toBe(true);
    expect(verify(withHeaders(sent, { [V3_MAIN]: NOBODY })).isValid).toBe(true);
    expect(verify(withHeaders(sent, { ...WITHOUT_V3, [V2]: NOBODY })).isValid).toBe(true);
    expect(verify(withHeaders(sent, { ...WITHOUT_V3, [V2_MAIN]: undefined })).isValid).toBe(true);
  });

  it('is missing', () => {
    expect(verify(vobizInbound.call(ACCOUNT, URL_TOLD, CALL, { secret: null }))).toEqual(refused('signature_missing'));
    const sent = withHeaders(vobizInbound.call(ACCOUNT, URL_TOLD, CALL), { ...WITHOUT_V3, ...WITHOUT_V2 });
    // HMAC-SHA1, which is left for those who cannot do better.
    expect(verify(withHeaders(sent, { 'x-vobiz-signature': '3O1MMXt+Q67vbcKUYoCrAUCTTbg=' }))).toEqual(
      refused('signature_missing'),
    );
  });

  it.each([
    ['no nonce', { [V3_NONCE]: undefined }],
    ['an empty nonce', { [V3_NONCE]: '' }],
    ['a nonce that is none', { [V3_NONCE]: 'a b' }],
    ['a long nonce', { [V3_NONCE]: '1'.repeat(129) }],
    ['no Base64', { [V3]: 'x', [V3_MAIN]: 'é'.repeat(44) }],
  ])('with %s is malformed', (_what, headers) => {
    const sent = vobizInbound.call(ACCOUNT, URL_TOLD, CALL);
    expect(verify(withHeaders(sent, headers))).toEqual(refused('signature_malformed'));
  });

  it.each([
    ['the host', URL_TOLD.replace('calls', 'other')],
    ['the path', URL_TOLD.replace('/vobiz', '/plivo')],
    ['the scheme', URL_TOLD.replace('https', 'http')],
  ])('is wrong after %s was changed', (_what, url) => {
    const tamper = (sent: SentWebhook): SentWebhook => ({ ...sent, url });
    expect(verify(vobizInbound.call(ACCOUNT, URL_TOLD, CALL, { tamper }))).toEqual(refused('signature_wrong'));
  });

  it('of the newer scheme is none of the older, whose nonce would have the dot between URL and nonce', () => {
    const sent = vobizInbound.call(ACCOUNT, URL_TOLD, CALL);
    const replayed = {
      ...WITHOUT_V3,
      ...WITHOUT_V2,
      [V2]: sent.headers[V3],
      [V2_NONCE]: `.${sent.headers[V3_NONCE]}`,
    };
    expect(verify(withHeaders(sent, replayed))).toEqual(refused('signature_malformed'));
  });

  it('covers neither the query nor the body, so that only its nonce guards them', () => {
    const tamper = (sent: SentWebhook): SentWebhook => ({ ...sent, url: `${sent.url}?x=1`, body: `${sent.body}&x=1` });
    expect(verify(vobizInbound.call(ACCOUNT, URL_TOLD, CALL, { tamper })).isValid).toBe(true);
  });
});

describe('a webhook of the kit', () => {
  it('that tells the end of a call is verified and read', () => {
    const told = CALL_STATES.flatMap((state) => {
      const sent = vobizInbound.status(ACCOUNT, URL_TOLD, CALL, state);
      return sent === null ? [] : [{ state, sent }];
    });
    expect(told.map(({ state }) => state)).toEqual(['completed', 'busy', 'no_answer', 'failed', 'canceled']);
    for (const { state, sent } of told) {
      expect(verify(sent).isValid).toBe(true);
      const event = { kind: 'status', accountId: AUTH_ID, callId: CALL.callId, state, durationSeconds: 42 };
      expect(strategy.read(requestOf(sent))).toEqual(event);
    }
  });

  it('that announces a call is read', () => {
    const event = strategy.read(requestOf(vobizInbound.call(ACCOUNT, URL_TOLD, CALL)));
    expect(event).toMatchObject({ kind: 'call', accountId: AUTH_ID, ...CALL });
  });
});

describe('a request that names no provider', () => {
  it('is recognised by its user agent or its signature', () => {
    const sent = vobizInbound.call(ACCOUNT, URL_TOLD, CALL);
    const nameless = { 'user-agent': 'Go-http-client/2.0' };
    expect(strategy.recognises(requestOf(sent))).toBe(true);
    expect(strategy.recognises(requestOf(withHeaders(sent, nameless)))).toBe(true);
    expect(strategy.recognises(requestOf(withHeaders(sent, { ...nameless, ...WITHOUT_V3 })))).toBe(true);
    expect(strategy.recognises(requestOf(withHeaders(sent, { ...WITHOUT_V3, ...WITHOUT_V2 })))).toBe(true);
    expect(strategy.recognises(requestOf(withHeaders(sent, { ...nameless, ...WITHOUT_V3, ...WITHOUT_V2 })))).toBe(
      false,
    );
  });
});
