import fc from 'fast-check';
import { judgePlivo } from '../../../../test/support/carriers/plivo-judge.js';
import { signVobiz } from '../../../../test/support/carriers/vobiz-signer.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { VobizInboundWebhookStrategy } from './vobiz.inbound-webhook.strategy.js';
import { vobizSignature } from './vobiz.signature.js';

const TOKEN = 'vobiz-token';

interface Sent {
  scheme: 'v2' | 'v3';
  url: string;
  nonce: string;
  signature: string;
}

const strategy = new VobizInboundWebhookStrategy();

function accepts({ scheme, url, nonce, signature }: Sent): boolean {
  const headers = { [`x-vobiz-signature-${scheme}`]: signature, [`x-vobiz-signature-${scheme}-nonce`]: nonce };
  const request = new InboundRequest('POST', url.replace(/^\w+:\/\/[^/?]*/, ''), headers, Buffer.from('To=1'));
  return strategy.verify(request, { secret: TOKEN, credentials: {} }, url).isValid;
}

const url = fc
  .tuple(
    fc.constantFrom('https', 'http'),
    fc.constantFrom('calls.example.com', 'calls.example.com:8443', 'calls.example.com:443', 'Calls.Example.com'),
    fc.constantFrom('', '/', '/in', '/in/', '/a/b.c/d', '/%7Ea%20b', '/a//b'),
    fc.constantFrom('', '?', '?a=1', '?To=%2B1&a=b.c', '?q=%C3%A4&q'),
  )
  .map(([scheme, host, path, query]) => `${scheme}://${host}${path}${query}`);

/** What happens to a request after it was signed. */
const CHANGES: Readonly<Record<string, (sent: Sent) => Sent>> = {
  nothing: (sent) => sent,
  'the query is another': (sent) => ({ ...sent, url: `${sent.url.replace(/\?.*/, '')}?x=1` }),
  'the path is another': (sent) => ({ ...sent, url: sent.url.replace(/(\?|$)/, '/x$1') }),
  'the scheme is another': (sent) => ({ ...sent, url: sent.url.replace(/^http:/, 'https:') }),
  'the nonce is another': (sent) => ({ ...sent, nonce: `${sent.nonce}0` }),
  'the nonce begins with a dot': (sent) => ({ ...sent, nonce: `.${sent.nonce}` }),
  'the signature is shortened': (sent) => ({ ...sent, signature: sent.signature.slice(1) }),
  'the signature is in another case': (sent) => ({ ...sent, signature: sent.signature.toLowerCase() }),
  'it says the other scheme': (sent) => ({ ...sent, scheme: sent.scheme === 'v2' ? 'v3' : 'v2' }),
};

/** Signed requests, most of them changed afterwards. */
const requests = fc
  .record({
    scheme: fc.constantFrom('v2' as const, 'v3' as const),
    told: url,
    nonce: fc.stringMatching(/^\d{20}$/),
    change: fc.constantFrom(...Object.keys(CHANGES), 'nothing', 'the token is another'),
  })
  .map(({ scheme, told, nonce, change }) => {
    const token = change === 'the token is another' ? 'other-token' : TOKEN;
    const signature = signVobiz(told, { v2: nonce, v3: nonce }, token)[scheme];
    const signed: Sent = { scheme, url: told, nonce, signature };
    return { change, sent: CHANGES[change]?.(signed) ?? signed };
  });

// Vobiz has no library that verifies. It says of V3 that Plivo's library computes the same for a URL without query and
// fields; of V2 that holds for Plivo's own V2.
describe("Plivo's library, which computes the same", () => {
  it('agrees about thousands of requests, changed ones too', () => {
    const sample = fc.sample(requests, 4_000);
    const verdicts = judgePlivo(
      sample.map(({ sent }) => ({
        ...sent,
        method: 'POST',
        url: sent.url.replace(/\?.*/, ''),
        body: '',
        token: TOKEN,
      })),
    );
    expect(verdicts).toHaveLength(sample.length);
    expect(sample.filter(({ sent }, at) => accepts(sent) !== verdicts[at])).toEqual([]);
    const same = sample.filter(({ change }) => change === 'nothing' || change === 'the query is another');
    expect(same.every(({ sent }) => accepts(sent))).toBe(true);
    expect(verdicts.filter((isAccepted) => isAccepted).length).toBeGreaterThan(700);
    expect(verdicts.filter((isAccepted) => !isAccepted).length).toBeGreaterThan(700);
  });
});

it.each(['https://h/in', 'https://h/in?', 'https://h/in?a=1#x', 'https://h/in#x?'])(
  '%s is signed without its query',
  (told) => {
    expect(vobizSignature('v3', TOKEN, told, '1')).toBe(vobizSignature('v2', TOKEN, 'https://h/in', '.1'));
  },
);
